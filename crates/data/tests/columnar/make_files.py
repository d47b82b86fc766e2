"""Writes the Parquet and Arrow files beside it. Needs pyarrow 26 (pip install pyarrow==26.0.1)."""

import datetime as dt
import decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

HERE = Path(__file__).parent
ROWS = 30
UTC = dt.timezone.utc


def gaps(values, every=7):
    """Every seventh value is missing, the fourth first."""
    return [None if i % every == 3 else v for i, v in enumerate(values)]


def moment(i):
    return dt.datetime(2026, 1, 1, 12, 30, tzinfo=UTC) + dt.timedelta(hours=i)


COLUMNS = {
    "i8": pa.array(gaps([i - 15 for i in range(ROWS)]), pa.int8()),
    "u32": pa.array([4_000_000_000 + i for i in range(ROWS)], pa.uint32()),
    "i64": pa.array([i * 1_000_003 for i in range(ROWS)], pa.int64()),
    "u64": pa.array([2**63 + i * 4096 for i in range(ROWS)], pa.uint64()),
    "f32": pa.array(gaps([i / 8 for i in range(ROWS)]), pa.float32()),
    "f64": pa.array([float("nan") if i == 5 else i * 0.1 for i in range(ROWS)], pa.float64()),
    "f16": pa.array([i / 4 for i in range(ROWS)], pa.float16()),
    "decimal": pa.array([decimal.Decimal(i * 25 - 100) / 100 for i in range(ROWS)], pa.decimal128(10, 2)),
    "flag": pa.array(gaps([i % 3 == 0 for i in range(ROWS)]), pa.bool_()),
    "day": pa.array(gaps([dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(ROWS)]), pa.date32()),
    "moment": pa.array([moment(i) for i in range(ROWS)], pa.timestamp("us", tz="UTC")),
    "clock": pa.array([dt.time(1, 0, i, 500_000) for i in range(ROWS)], pa.time64("us")),
    "city": pa.array(gaps([["Rome", "Oslo", "Bern"][i % 3] for i in range(ROWS)]), pa.string()),
    "grade": pa.array(gaps([["low", "high"][i % 2] for i in range(ROWS)]), pa.string()).dictionary_encode(),
    "note": pa.array([f"this is note number {i} of many" for i in range(ROWS)], pa.string()),
    "digits": pa.array([str(i % 4) for i in range(ROWS)], pa.string()),
}
table = pa.table(COLUMNS)
small = table.select(["i8", "f32", "flag", "city", "grade"])
nested = pa.table({"a": [1, 2], "tags": [["x"], ["y", "z"]], "point": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]})

pq.write_table(table, HERE / "types.parquet", row_group_size=12, compression="snappy")
for codec in ["none", "gzip", "brotli", "lz4", "zstd"]:
    pq.write_table(small, HERE / f"{codec}.parquet", compression=codec)
pq.write_table(small, HERE / "pages2.parquet", data_page_version="2.0", use_dictionary=False,
               column_encoding={"i8": "DELTA_BINARY_PACKED", "f32": "BYTE_STREAM_SPLIT", "flag": "RLE",
                                "city": "DELTA_BYTE_ARRAY", "grade": "DELTA_LENGTH_BYTE_ARRAY"})
pq.write_table(table.select(["moment"]), HERE / "int96.parquet", use_deprecated_int96_timestamps=True)
pq.write_table(nested, HERE / "nested.parquet")
pq.write_table(small.slice(0, 0), HERE / "empty.parquet")
pq.write_table(pa.table({"x": [1.0, 2.0, float("inf")]}), HERE / "infinite.parquet")

with pa.OSFile(str(HERE / "types.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
    out.write_table(table, max_chunksize=12)
with pa.OSFile(str(HERE / "types.arrows"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as out:
    out.write_table(table, max_chunksize=12)
feather.write_feather(small, HERE / "lz4.feather", compression="lz4")
feather.write_feather(small, HERE / "zstd.feather", compression="zstd")
feather.write_feather(nested, HERE / "nested.feather", compression="uncompressed")
feather.write_feather(small.slice(0, 0), HERE / "empty.feather", compression="uncompressed")
feather.write_feather(pa.table({"x": [1.0, 2.0, float("inf")]}), HERE / "infinite.feather",
                      compression="uncompressed")
