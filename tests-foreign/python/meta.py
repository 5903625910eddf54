"""Checks Meta's signature by Python's standard library: `python3 meta.py SECRET SIGNATURE` reads a body.

It says the texts of all messages in the body, or ends with 1 because the signature is another's.
"""

import hashlib
import hmac
import json
import sys

secret, signature = sys.argv[1:]
body = sys.stdin.buffer.read()
expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
if not hmac.compare_digest(expected, signature):
    sys.exit(1)
for entry in json.loads(body)["entry"]:
    for event in entry["messaging"]:
        print(json.dumps(event["message"]["text"]))
