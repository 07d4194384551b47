"""Queries over CSV and JSON, read as the event stream of boto3."""

import gzip
import json

from gateway import client, outcome, tell

s3 = client()
s3.create_bucket(Bucket="tables")
people = "name,age,city\nAnn,30,Köln\n\"Bob, the second\",17,Paris\nCéline,41,Paris\n"
s3.put_object(Bucket="tables", Key="people.csv", Body=people.encode())
s3.put_object(Bucket="tables", Key="people.csv.gz", Body=gzip.compress(people.encode()))
lines = "".join(json.dumps({"id": number, "tags": {"even": number % 2 == 0}}) + "\n" for number in range(100_000))
s3.put_object(Bucket="tables", Key="lines.json", Body=lines.encode())
HEADED = {"CSV": {"FileHeaderInfo": "USE"}}
LINES = {"JSON": {"Type": "LINES"}}


def select(key, expression, source=HEADED, target=None, **more):
    """The records as text, and the names of the last events."""
    answer = s3.select_object_content(
        Bucket="tables",
        Key=key,
        Expression=expression,
        ExpressionType="SQL",
        InputSerialization=source,
        OutputSerialization=target or {"CSV": {}},
        **more,
    )
    records, events = b"", []
    for event in answer["Payload"]:
        events += [name for name in event if name not in events]
        records += event.get("Records", {}).get("Payload", b"")
    return records.decode(), events


def refused(expression, **more):
    question = {
        "Bucket": "tables",
        "Key": "people.csv",
        "Expression": expression,
        "ExpressionType": "SQL",
        "InputSerialization": HEADED,
        "OutputSerialization": {"CSV": {}},
    }
    return outcome(s3.select_object_content, **{**question, **more})


counted, events = select(
    "lines.json", "SELECT COUNT(*), SUM(s.id) FROM S3Object s WHERE s.tags.even", LINES
)
every, _ = select("lines.json", "SELECT s.id FROM S3Object s", LINES, {"JSON": {}})
first = "SELECT * FROM S3Object LIMIT 1"
tell(
    rows=select("people.csv", "SELECT s.name, s.city FROM S3Object s WHERE CAST(s.age AS INT) > 18")[0],
    quoted=select("people.csv", "SELECT name FROM S3Object WHERE city = 'Paris'", target={"JSON": {}})[0],
    zipped=select("people.csv.gz", "SELECT COUNT(*) FROM S3Object", {**HEADED, "CompressionType": "GZIP"})[0],
    counted=counted,
    events=events,
    every=[json.loads(line)["id"] for line in every.splitlines()] == list(range(100_000)),
    progress=select("lines.json", first, LINES, {"JSON": {}}, RequestProgress={"Enabled": True})[1],
    errors={
        "syntax": refused("SELEKT 1"),
        "missing": refused("SELECT * FROM S3Object", Key="not there"),
    },
)
