"""triagering beside general routing and scheduling engines, on the same days and at the same CPU time.

python -m benchmarks.peers --help
"""
