#!/usr/bin/env python3
"""Counts the messages of exported profiles with Apache Spark: for each custodian and account, and by sender.

Here Spark runs on this machine alone; on a cluster, only `master` is another.
"""
import sys

from pyspark.sql import SparkSession
from pyspark.sql.types import ArrayType, BooleanType, StringType, StructField, StructType

sys.dont_write_bytecode = True  # nothing is left beside this

import report  # noqa: E402

TYPES = {"text": StringType(), "bool": BooleanType(), "list": ArrayType(StringType())}


def session():
    builder = SparkSession.builder.master("local[*]").appName("mork")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "4",
        # A custodian called 007 stays a text.
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def read(spark, kind, files):
    if kind == "parquet":
        return spark.read.option("mergeSchema", "true").parquet(*files)
    schema = StructType([StructField(name, TYPES[kind]) for name, kind in report.COLUMNS.items()])
    return spark.read.schema(schema).json(files)


def main():
    options, kind, files = report.arguments("Spark")
    spark = session()
    read(spark, kind, files).createOrReplaceTempView("messages")
    found = {name: [row.asDict() for row in spark.sql(query).collect()] for name, query in report.queries().items()}
    spark.stop()
    report.show(found, options.json)


if __name__ == "__main__":
    main()
