"""Signs standard input as Meta would: `python3 sign.py SECRET` says what stands in X-Hub-Signature-256."""

import hashlib
import hmac
import sys

(secret,) = sys.argv[1:]
print("sha256=" + hmac.new(secret.encode(), sys.stdin.buffer.read(), hashlib.sha256).hexdigest())
