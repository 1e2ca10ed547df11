"""A certificate authority of its own for one test run, and server certificates from it."""

import os
import subprocess

DAYS = "2"


def _openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


class Authority:
    """folder gets ca.pem and ca.key; issue() adds server certificates."""

    def __init__(self, folder, name="Test CA"):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.ca_file = os.path.join(folder, "ca.pem")
        self._key = os.path.join(folder, "ca.key")
        if not os.path.exists(self.ca_file):
            _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                     "-keyout", self._key, "-out", self.ca_file, "-days", DAYS, "-subj", f"/CN={name}",
                     "-addext", "basicConstraints=critical,CA:TRUE",
                     "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def issue(self, name="localhost", names=("DNS:localhost", "IP:127.0.0.1")):
        """Makes a server certificate; returns (certificate file, key file). Readable by all:
        servers often drop their rights before they open it, and it is worth nothing."""
        base = os.path.join(self.folder, name)
        cert, key, request, ext = base + ".pem", base + ".key", base + ".csr", base + ".ext"
        with open(ext, "w", encoding="ascii") as f:
            f.write(f"subjectAltName={','.join(names)}\nextendedKeyUsage=serverAuth\n")
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                 "-out", request, "-subj", f"/CN={name}")
        _openssl("x509", "-req", "-in", request, "-CA", self.ca_file, "-CAkey", self._key, "-CAcreateserial",
                 "-out", cert, "-days", DAYS, "-extfile", ext)
        os.chmod(cert, 0o644)
        os.chmod(key, 0o644)
        return cert, key
