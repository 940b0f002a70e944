"""The history of a municipality: imported once, kept as Parquet files, asked with DuckDB."""

from triagering.io.history.store import History, Imported, with_history
from triagering.io.history.tables import read_table

__all__ = ["History", "Imported", "read_table", "with_history"]
