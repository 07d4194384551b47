"""What the scripts of this folder share: clients of the gateway under test, and how they tell what they saw.

Each script plays one theme as a user of boto3 would and prints one JSON object; boto3.spec.ts knows what it must say.
"""

import json
import os
from urllib.parse import urlencode

import boto3
from botocore import UNSIGNED
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

ENDPOINT = os.environ["GATEWAY_URL"]
REGION = os.environ["AWS_DEFAULT_REGION"]


def client(access=None, secret=None, endpoint=ENDPOINT, **config):
    """A client of root, or of the account whose keys are given."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=access,
        aws_secret_access_key=secret,
        config=Config(**{
            "signature_version": "s3v4",
            "s3": {"addressing_style": "path"},
            "retries": {"total_max_attempts": 1},
            **config,
        }),
    )


def anonymous():
    """A client that signs nothing."""
    return client(signature_version=UNSIGNED)


def account(access, secret, role="user"):
    """Makes an account over the administration API; gives back its client."""
    body = f"<Account><Access>{access}</Access><Secret>{secret}</Secret><Role>{role}</Role></Account>"
    status = administer("create-user", body)
    assert status == 201, f"create-user answered {status}"
    return client(access, secret)


def administer(path, body="", **query):
    """HTTP status of a request of root to the administration API."""
    url = f"{ENDPOINT}/{path}" + (f"?{urlencode(query)}" if query else "")
    request = AWSRequest(method="PATCH", url=url, data=body.encode())
    root = Credentials(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
    S3SigV4Auth(root, "s3", REGION).add_auth(request)
    return URLLib3Session(verify=os.environ.get("AWS_CA_BUNDLE", True)).send(request.prepare()).status_code


def outcome(call, **arguments):
    """'200' when the call was served, else '<status> <code>'."""
    try:
        return str(call(**arguments)["ResponseMetadata"]["HTTPStatusCode"])
    except ClientError as error:
        return f'{error.response["ResponseMetadata"]["HTTPStatusCode"]} {error.response["Error"]["Code"]}'


def text(s3, **arguments):
    """The body of an object."""
    return s3.get_object(**arguments)["Body"].read().decode()


def plain(answer):
    """An answer without what every answer has."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def tell(**facts):
    print(json.dumps(facts, default=lambda value: value.isoformat(), ensure_ascii=False))
