"""A private Dovecot on free loopback ports, for tests and the demo.

    box = dovecot.start("/some/empty/dir", {"desk": "secret"})
    box.deliver("desk", b"Subject: hello\r\n\r\n...")
    ... box.imaps_port, box.imap_port (plain and STARTTLS), box.ca_file ...
    box.stop()

Runs as whoever calls it, root included; needs dovecot-imapd and openssl. Everything it
writes is in that directory and one beside it in /tmp, which close() removes, at the end
of the program at the latest.
"""

import atexit
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"

CONF = """\
base_dir = {run}
state_dir = {run}
log_path = {dir}/dovecot.log
protocols = imap
instance_name = test-{imap_port}
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_uid = {user}
mail_gid = {group}
mail_location = maildir:{mail}/%u
mail_max_userip_connections = 100
{extra_mail}
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
ssl_dh =
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {dir}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={mail}/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap_port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
{extra}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise RuntimeError("%s: %s" % (" ".join(command), done.stdout.decode()))


def make_ca(directory):
    """An authority of our own; returns (certificate, key)."""
    cert, key = os.path.join(directory, "ca.pem"), os.path.join(directory, "ca.key")
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj",
        "/CN=Test authority", "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
        "keyUsage=critical,keyCertSign,cRLSign", "-keyout", key, "-out", cert)
    return cert, key


def make_certificate(directory, ca, names="DNS:localhost,IP:127.0.0.1", name="server"):
    """A server certificate signed by ca (a pair as from make_ca); returns a pair."""
    cert = os.path.join(directory, name + ".pem")
    key = os.path.join(directory, name + ".key")
    request = os.path.join(directory, name + ".csr")
    ext = os.path.join(directory, name + ".ext")
    with open(ext, "w") as f:
        f.write("subjectAltName=%s\nextendedKeyUsage=serverAuth\n" % names)
    run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-subj", "/CN=" + name, "-keyout", key, "-out", request)
    run("openssl", "x509", "-req", "-in", request, "-CA", ca[0], "-CAkey", ca[1],
        "-CAcreateserial", "-days", "30", "-extfile", ext, "-out", cert)
    return cert, key


class Dovecot:
    """A running server. Attributes: host, imap_port, imaps_port, ca_file, dir, pid."""

    host = "127.0.0.1"

    def __init__(self, directory, users, names, mechanisms, extra, extra_mail, mail):
        self.dir = os.path.abspath(directory)
        self.mechanisms, self.extra, self.extra_mail = mechanisms, extra, extra_mail
        self.process = None
        os.makedirs(self.dir, exist_ok=True)
        # Sockets: names must stay short, and the login process must get at them.
        self.run = tempfile.mkdtemp(prefix="dovecot-", dir="/tmp")
        os.chmod(self.run, 0o755)
        self.mail = os.path.abspath(mail) if mail else os.path.join(self.run, "mail")
        self.owner = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.ca = make_ca(self.dir)
        self.ca_file = self.ca[0]
        self.cert, self.key = make_certificate(self.dir, self.ca, names)
        with open(os.path.join(self.dir, "users"), "w") as f:
            for user, password in users.items():
                f.write("%s:{PLAIN}%s\n" % (user, password))
        for user in users:
            self.make_box(user)
        self.imap_port, self.imaps_port = free_port(), free_port()

    def make_box(self, user):
        for path in (self.mail, self.box(user)) + tuple(
                os.path.join(self.box(user), f) for f in ("new", "cur", "tmp")):
            if not os.path.isdir(path):
                os.mkdir(path, 0o700)
                self.give(path)

    def give(self, path):
        """Root's files are handed to the owner of the mail: root may not log in."""
        if os.getuid() == 0:
            owner = pwd.getpwnam(self.owner)
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def box(self, user):
        """The user's Maildir."""
        return os.path.join(self.mail, user)

    def configure(self):
        owner = pwd.getpwnam(self.owner)
        group = grp.getgrgid(owner.pw_gid).gr_name
        # The process that speaks to strangers refuses to be root.
        login, internal, internal_group = self.owner, self.owner, group
        if os.getuid() == 0:
            login, internal, internal_group = "dovenull", "dovecot", "dovecot"
        path = os.path.join(self.dir, "dovecot.conf")
        with open(path, "w") as f:
            f.write(CONF.format(
                dir=self.dir, run=self.run, mail=self.mail, user=self.owner, group=group,
                login=login, internal=internal, internal_group=internal_group,
                cert=self.cert, key=self.key, imap_port=self.imap_port,
                imaps_port=self.imaps_port, mechanisms=self.mechanisms,
                extra=self.extra, extra_mail=self.extra_mail))
        return path

    def launch(self, wait=10.0):
        """Starts the server (again, after stop), on the same ports."""
        self.process = subprocess.Popen(
            [DOVECOT, "-F", "-c", self.configure()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + wait
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                with socket.create_connection((self.host, self.imap_port), 2) as s:
                    s.settimeout(5)
                    if s.recv(100).startswith(b"* OK"):
                        return self
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError("dovecot does not start: " + self.log())

    @property
    def pid(self):
        return self.process.pid if self.process else None

    def log(self):
        try:
            with open(os.path.join(self.dir, "dovecot.log"), errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def deliver(self, user, message, name=None):
        """Puts a message (bytes) into the user's inbox, as a delivery program would."""
        box = self.box(user)
        self.make_box(user)
        name = name or "%d.%s.test" % (time.time_ns() // 1000, uuid.uuid4().hex[:12])
        temp = os.path.join(box, "tmp", name)
        with open(temp, "wb") as f:
            f.write(message)
        self.give(temp)
        os.rename(temp, os.path.join(box, "new", name))
        return name

    def messages(self, user, folder=None):
        """Paths of all messages of a folder (None: the inbox), seen or not."""
        box = self.box(user)
        if folder:
            box = os.path.join(box, "." + folder)
        found = []
        for part in ("new", "cur"):
            path = os.path.join(box, part)
            if os.path.isdir(path):
                found += [os.path.join(path, name) for name in sorted(os.listdir(path))]
        return found

    @staticmethod
    def children(master):
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid) as f:
                    parent = int(f.read().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == master:
                found.append(int(pid))
        return found

    def stop(self):
        """Stops the server and cuts its sessions; launch() starts it again."""
        process, self.process = self.process, None
        if process is None:
            return
        if process.poll() is None:
            # Processes that serve a session would outlive the master until it ends.
            children = self.children(process.pid)
            process.send_signal(signal.SIGTERM)
            for pid in children:
                try:
                    os.kill(pid, signal.SIGTERM)
                except ProcessLookupError:
                    pass
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def close(self):
        """Stops, for good."""
        self.stop()
        shutil.rmtree(self.run, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def start(directory, users, names="DNS:localhost,IP:127.0.0.1", mechanisms="plain login",
          extra="", extra_mail="", mail=None):
    """Starts a server with users, a dictionary of name to password. names: what its
    certificate is for. extra: more lines of configuration. mail: a folder for the
    mailboxes that outlives the server."""
    box = Dovecot(directory, users, names, mechanisms, extra, extra_mail, mail)
    atexit.register(box.close)
    return box.launch()


if __name__ == "__main__":
    import sys

    with start(tempfile.mkdtemp(prefix="dovecot-"), {"desk": "secret"}) as server:
        print("imap %d imaps %d ca %s" %
              (server.imap_port, server.imaps_port, server.ca_file))
        sys.stdout.flush()
        sys.stdin.read()
