"""Made days: realistic, seeded, without anybody real in them. docs/generator.md says where each figure comes from."""

from triagering.io.synthetic.generate import generate_day, generate_days

__all__ = ["generate_day", "generate_days"]
