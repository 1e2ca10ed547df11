"""A private Exim on a loopback port: STARTTLS, AUTH PLAIN, plus addressing, Maildirs.

    with exim.start(folder, {"taro@sme.example.jp": "/…/taro"}, ("desk", "secret")) as mta:
        mta.port, mta.ca_file

Mail for unknown users of the given domains is refused with 550 at RCPT; other domains may
not be relayed to. Works as root (Exim then runs as the mail owner below) and as an
ordinary user, whose process simply owns everything.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time

import certs

EXIM = "/usr/sbin/exim4"

CONFIG = """
primary_hostname = mx.example.jp
spool_directory = {dir}/spool
log_file_path = {dir}/log/%slog
pid_file_path = {dir}/exim.pid
exim_user = {user}
exim_group = {group}
{never}
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts = *
tls_certificate = {cert}
tls_privatekey = {key}
domainlist ours = {domains}
acl_smtp_rcpt = check_rcpt
acl_smtp_mail = check_mail
acl_smtp_data = accept
host_lookup =
rfc1413_hosts =
smtp_accept_max = 50
smtp_accept_max_per_connection = 1000
smtp_accept_queue_per_connection = 0
message_size_limit = 50M
queue_run_max = 2
keep_environment =
add_environment = PATH=/usr/bin:/bin
ignore_bounce_errors_after = 1h
disable_ipv6 = true
smtputf8_advertise_hosts =
{extra}

begin acl
check_mail:
  {mail_acl}
check_rcpt:
  deny    domains = !+ours
          message = relay not permitted
  deny    !verify = recipient
          message = Unknown user
  accept

begin routers
local:
  driver = accept
  domains = +ours
  local_part_suffix = +*
  local_part_suffix_optional
  address_data = ${{lookup{{${{lc:$local_part@$domain}}}}lsearch{{{dir}/users}}}}
  condition = ${{lookup{{${{lc:$local_part@$domain}}}}lsearch{{{dir}/users}}{{yes}}{{no}}}}
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = $address_data
  maildir_format
  create_directory
  directory_mode = 0777
  mode = 0666
  mode_fail_narrower = false
  delivery_date_add
  envelope_to_add
  return_path_add
  user = {user}
  group = {group}

begin retry
* * F,1h,5s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{auth_user}}}}}{{eq{{$auth3}}{{{auth_password}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = {advertise}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and{{{{eq{{$auth1}}{{{auth_user}}}}}{{eq{{$auth2}}{{{auth_password}}}}}}}}}
  server_set_id = $auth1
  server_advertise_condition = {advertise}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _owner():
    """Exim insists on not delivering as root."""
    if os.getuid() != 0:
        me = pwd.getpwuid(os.getuid())
        return me.pw_name, me.pw_gid, me.pw_uid
    for name in ("nobody", "Debian-exim", "mail"):
        try:
            entry = pwd.getpwnam(name)
            return name, entry.pw_gid, entry.pw_uid
        except KeyError:
            continue
    raise RuntimeError("no user to run Exim as")


def _open_path(path):
    """Lets the mail owner pass through every folder above path that this user owns."""
    path = os.path.abspath(path)
    while path != "/":
        try:
            os.chmod(path, os.stat(path).st_mode | 0o011)
        except PermissionError:
            return
        path = os.path.dirname(path)
        if path in ("/tmp", "/var/tmp", "/home", "/root"):
            return


class Exim:
    def __init__(self, folder, process, port, ca_file, host):
        self.folder = folder
        self.process = process
        self.port = port
        self.ca_file = ca_file
        self.host = host

    def add_user(self, address, maildir):
        """Takes effect at once: the list is read at each mail."""
        _make_maildir(maildir)
        with open(os.path.join(self.folder, "users"), "a", encoding="ascii") as f:
            f.write(f"{address.lower()}: {maildir}\n")

    def log(self):
        path = os.path.join(self.folder, "log", "mainlog")
        return open(path, encoding="utf-8", errors="replace").read() if os.path.exists(path) else ""

    def wait_delivered(self, seconds=10):
        """Until the spool is empty; Exim answers 250 before it delivers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            spool = os.path.join(self.folder, "spool", "input")
            if not any(files for _, _, files in os.walk(spool)):
                return
            time.sleep(0.05)
        raise TimeoutError("mail stays in Exim's spool:\n" + self.log())

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def _make_maildir(path):
    for part in ("", "new", "cur", "tmp"):
        os.makedirs(os.path.join(path, part), exist_ok=True)
    if os.getuid() == 0:
        _, gid, uid = _owner()
        for part in ("", "new", "cur", "tmp"):
            os.chown(os.path.join(path, part), uid, gid)
    _open_path(path)


def start(folder, users, auth=("desk", "secret"), port=0, require_auth=True, starttls_only_auth=True, extra=""):
    """users: {address: maildir}. auth: (user, password), or None for a server without AUTH.
    extra: more main settings of Exim."""
    folder = os.path.abspath(folder)
    for part in ("", "spool", "log"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    name, gid, uid = _owner()
    cert, key = certs.Authority(os.path.join(folder, "certs")).issue()
    port = port or free_port()
    open(os.path.join(folder, "users"), "w", encoding="ascii").close()
    if auth is None:
        advertise = "no"
    else:
        advertise = "${if def:tls_in_cipher}" if starttls_only_auth else "yes"
    config = os.path.join(folder, "exim.conf")
    with open(config, "w", encoding="utf-8") as f:
        f.write(CONFIG.format(
            dir=folder, user=name, group=gid, port=port, cert=cert, key=key, extra=extra,
            never="" if os.getuid() == 0 else "deliver_drop_privilege = true",
            domains=" : ".join(sorted({a.split("@")[1] for a in users})) or "localhost",
            mail_acl="accept authenticated = *\n  deny message = authentication required"
            if auth and require_auth else "accept",
            auth_user=auth[0] if auth else "", auth_password=auth[1] if auth else "",
            advertise=advertise))
    os.chmod(config, 0o644)
    if os.getuid() == 0:
        for part in ("spool", "log"):
            os.chown(os.path.join(folder, part), uid, gid)
    _open_path(folder)
    with open(os.path.join(folder, "stderr"), "wb") as errors:
        process = subprocess.Popen([EXIM, "-C", config, "-bdf", "-q5s"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=errors)
    mta = Exim(folder, process, port, os.path.join(folder, "certs", "ca.pem"), "127.0.0.1")
    for address, maildir in users.items():
        mta.add_user(address, maildir)
    _wait_ready(mta)
    return mta


def _wait_ready(mta, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if mta.process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", mta.port), 1) as s:
                if s.recv(200).startswith(b"220"):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    mta.stop()
    with open(os.path.join(mta.folder, "stderr"), encoding="utf-8", errors="replace") as f:
        raise RuntimeError("Exim does not start: " + f.read() + mta.log())


def available():
    return shutil.which(EXIM) is not None
