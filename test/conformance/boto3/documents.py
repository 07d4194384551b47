"""The configuration documents of a bucket: each comes back as it was put, and is gone when it is deleted."""

from datetime import datetime, timezone

from gateway import client, outcome, plain, tell

s3 = client()
where = {"Bucket": "documents"}
s3.create_bucket(**where)
s3.put_object(**where, Key="tagged", Body=b"x", Tagging="a=1&b=two%20words")


def kept(put, get, argument, document, delete=None, field=None):
    """What came back when it differs, 'kept' else; with what the deleted document answers."""
    put(**where, **{argument: document})
    answer = plain(get(**where))
    found = {field: answer.get(field)} if field else answer
    said = ["kept" if found == document else found]
    if delete:
        said += [outcome(delete, **where), outcome(get, **where)]
    return said


tags = {"TagSet": [{"Key": "team", "Value": "storage"}, {"Key": "cost centre", "Value": "ü"}]}
cors = {
    "CORSRules": [
        {
            "ID": "app",
            "AllowedHeaders": ["*"],
            "AllowedMethods": ["GET", "PUT"],
            "AllowedOrigins": ["https://*.example"],
            "ExposeHeaders": ["ETag"],
            "MaxAgeSeconds": 60,
        }
    ]
}
lifecycle = {
    "Rules": [
        {
            "ID": "logs",
            "Filter": {"And": {"Prefix": "logs/", "Tags": [{"Key": "k", "Value": "v"}], "ObjectSizeGreaterThan": 10}},
            "Status": "Enabled",
            "Expiration": {"Days": 30},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 1, "NewerNoncurrentVersions": 2},
        },
        {
            "ID": "dated",
            "Filter": {"Prefix": ""},
            "Status": "Disabled",
            "Expiration": {"Date": datetime(2035, 1, 1, tzinfo=timezone.utc)},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        },
    ]
}
website = {
    "IndexDocument": {"Suffix": "index.html"},
    "ErrorDocument": {"Key": "error.html"},
    "RoutingRules": [
        {
            "Condition": {"KeyPrefixEquals": "old/"},
            "Redirect": {"ReplaceKeyPrefixWith": "new/", "HttpRedirectCode": "302"},
        }
    ],
}
encryption = {
    "ServerSideEncryptionConfiguration": {
        "Rules": [
            {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}
        ]
    }
}
notification = {
    "QueueConfigurations": [
        {
            "Id": "queue",
            "QueueArn": "arn:aws:sqs:us-east-1:000000000000:queue",
            "Events": ["s3:ObjectCreated:*"],
            "Filter": {"Key": {"FilterRules": [{"Name": "Suffix", "Value": ".jpg"}]}},
        }
    ]
}
logging = {"LoggingEnabled": {"TargetBucket": "documents", "TargetPrefix": "log/"}}

tell(
    tagging=kept(s3.put_bucket_tagging, s3.get_bucket_tagging, "Tagging", tags, s3.delete_bucket_tagging),
    cors=kept(s3.put_bucket_cors, s3.get_bucket_cors, "CORSConfiguration", cors, s3.delete_bucket_cors),
    lifecycle=kept(
        s3.put_bucket_lifecycle_configuration,
        s3.get_bucket_lifecycle_configuration,
        "LifecycleConfiguration",
        lifecycle,
        s3.delete_bucket_lifecycle,
        field="Rules",
    ),
    website=kept(
        s3.put_bucket_website,
        s3.get_bucket_website,
        "WebsiteConfiguration",
        website,
        s3.delete_bucket_website,
    ),
    encryption=kept(
        lambda Bucket, document: s3.put_bucket_encryption(Bucket=Bucket, **document),
        s3.get_bucket_encryption,
        "document",
        encryption,
        s3.delete_bucket_encryption,
    ),
    notification=kept(
        s3.put_bucket_notification_configuration,
        s3.get_bucket_notification_configuration,
        "NotificationConfiguration",
        notification,
    ),
    logging=kept(s3.put_bucket_logging, s3.get_bucket_logging, "BucketLoggingStatus", logging),
    payment=kept(
        s3.put_bucket_request_payment,
        s3.get_bucket_request_payment,
        "RequestPaymentConfiguration",
        {"Payer": "Requester"},
    ),
    acceleration=kept(
        s3.put_bucket_accelerate_configuration,
        s3.get_bucket_accelerate_configuration,
        "AccelerateConfiguration",
        {"Status": "Suspended"},
    ),
    location=plain(s3.get_bucket_location(**where)),
    objects={
        "count": s3.get_object(**where, Key="tagged")["TagCount"],
        "tags": s3.get_object_tagging(**where, Key="tagged")["TagSet"],
        "replaced": outcome(s3.put_object_tagging, **where, Key="tagged", Tagging=tags),
        "kept": s3.get_object_tagging(**where, Key="tagged")["TagSet"] == tags["TagSet"],
        "twice": outcome(
            s3.put_object_tagging, **where, Key="tagged", Tagging={"TagSet": [tags["TagSet"][0]] * 2}
        ),
        "too many": outcome(
            s3.put_object_tagging,
            **where,
            Key="tagged",
            Tagging={"TagSet": [{"Key": str(index), "Value": ""} for index in range(11)]},
        ),
        "deleted": outcome(s3.delete_object_tagging, **where, Key="tagged"),
        "none": s3.get_object_tagging(**where, Key="tagged")["TagSet"],
    },
)
