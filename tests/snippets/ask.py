# ask.py FOLDER POSTERN COOKIE: what the README's function (FOLDER/whoami.py) says, as JSON.
import json, sys

sys.path.insert(0, sys.argv[1])
from whoami import whoami

try:
    print(json.dumps({"session": whoami(sys.argv[2], sys.argv[3])}))
except PermissionError as weak:
    print(json.dumps({"go": str(weak)}))
