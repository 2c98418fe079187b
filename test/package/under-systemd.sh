#!/bin/bash
# The Debian package under a real systemd: a Debian made by debootstrap is booted by systemd-nspawn with a network of its own (loopback
# alone), a user there types what the README says under "Install it, and charge", and then what systemd does with the service is
# looked at: reload, watchdog, kill, upgrade, reboot, removal, purge. Each step is told with its time.
#
#   sudo test/package/under-systemd.sh dist/packages/busbar_0.1.0_amd64.deb [bookworm|trixie] [folder]
#
# Needs root, debootstrap, systemd-container, and a mirror of Debian for the first run; some five minutes. The Debian that it makes
# stays in the folder (/var/tmp/busbar-debian) for the next run, and is copied for each.

set -Eeuo pipefail
[ $# -ge 1 ] || { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; exit 2; }
deb=$(readlink -f "$1")
suite=${2:-bookworm}
folder=${3:-/var/tmp/busbar-debian}
[ "$(id -u)" = 0 ] || { echo 'Run this as root.'; exit 2; }
for tool in debootstrap systemd-nspawn nsenter dpkg-deb; do
  command -v $tool >/dev/null || { echo "SKIPPED: $tool is not here (apt install debootstrap systemd-container)."; exit 2; }
done

mkdir -p "$folder"
base=$folder/$suite
work=$(mktemp -d "$folder/run-XXXXXX")
root=$work/root
machine=busbar-$$
nspawn=

now() { date +%s.%N; }
since() { echo "$(now) - $1" | bc | sed 's/^\./0./; s/\(\.[0-9]\).*/\1/'; }
told() { printf 'ok  %6s s  %s\n' "$(since "$began")" "$1"; began=$(now); }
fail() {
  printf 'WRONG  %s\n' "$1" >&2
  [ -z "$nspawn" ] || as_root journalctl -u busbar --no-pager -n 30 >&2 || true
  exit 1
}
began=$(now)

leader() { pgrep -P "$nspawn" | head -n 1; }
# Nobody kills what runs so: its child would stay behind without anybody to reap it, and the machine with it.
inside() { nsenter -t "$(leader)" -a env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }
as_root() { inside "$@"; }
as_installer() { inside su - installer -c "$1"; }
is_said() { [[ $(inside journalctl -u "$1" --no-pager -o cat) == *"$2"* ]]; }
main_pid() { inside systemctl show -P MainPID busbar; }
is_active() { [ "$(inside systemctl is-active busbar || true)" = active ]; }

# Until a command succeeds, for so many seconds.
until_ok() {
  local seconds=$1 what=$2 end
  shift 2
  end=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "not within $seconds s: $what"
    sleep 0.2
  done
}

boot() {
  # The pure hierarchy, so that DeviceAllow is put to work by the kernel; where v1 has the controllers, MemoryMax and TasksMax are not.
  UNIFIED_CGROUP_HIERARCHY=1 SYSTEMD_SECCOMP=0 systemd-nspawn -b -D "$root" --capability=all --private-network --register=no \
    --keep-unit --machine=$machine --console=read-only --link-journal=no </dev/null >"$work/console" 2>&1 &
  nspawn=$!
  until_ok 120 'the Debian boots' running
}
running() { [ "$(inside systemctl is-system-running)" = running ]; }

halt() {
  [ -n "$nspawn" ] || return 0
  timeout 10 nsenter -t "$(leader)" -a systemctl poweroff >/dev/null 2>&1 || true
  for _ in $(seq 150); do
    kill -0 "$nspawn" 2>/dev/null || break
    sleep 0.2
  done
  kill -KILL "$(leader)" "$nspawn" 2>/dev/null || true
  wait "$nspawn" 2>/dev/null || true
  nspawn=
}
cleanup() {
  halt
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM
trap 'fail "line $LINENO: $BASH_COMMAND"' ERR

[ -e "$base/made" ] || {
  rm -rf --one-file-system "$base"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,sudo "$suite" "$base" >"$folder/debootstrap.log" 2>&1 ||
    fail "debootstrap: see $folder/debootstrap.log"
  touch "$base/made"
  told "a Debian $suite is made"
}
cp -a "$base" "$root"
echo '127.0.0.1 localhost depot' >"$root/etc/hosts"
echo depot >"$root/etc/hostname"
chroot "$root" useradd -m -s /bin/bash installer
echo 'installer ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/installer"
named=busbar_$(dpkg-deb -f "$deb" Version)_amd64.deb
cp "$deb" "$root/home/installer/$named"

# The same package as the next version.
next() {
  dpkg-deb -R "$deb" "$work/next"
  sed -i 's/^Version: .*/Version: 99.0.0/' "$work/next/DEBIAN/control"
  sed -i "s/\(version = .\)[0-9.]*/\199.0.0/" "$work/next/usr/lib/busbar/dist/src/cli/version.js"
  dpkg-deb --root-owner-group -Zzstd -z1 -b "$work/next" "$root/home/installer/busbar_99.0.0_amd64.deb" >/dev/null
  rm -rf "$work/next"
}
next
told 'copied, with a user who knows nothing'

boot
told "systemd $(inside systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p') is up as process 1"

why() { inside busbar why CP-01/1; }
follows() { why >"$work/why" && grep -q 'told *10 A (confirmed)' "$work/why" && grep -q 'measured *10' "$work/why"; }
charges() { why >"$work/why" && grep -q '(Charging)' "$work/why" && ! grep -q -e 'cannot be reached' -e 'not connected' "$work/why"; }

# What the README says, line by line.
mapfile -t lines < <(dpkg-deb --fsys-tarfile "$deb" | tar -xO ./usr/share/doc/busbar/README.md |
  sed -n '/^## Install it, and charge/,/^## /p' | sed -n '/^```sh/,/^```/p' | grep -v '^```')
[ ${#lines[@]} -ge 9 ] || fail 'the README has no commands under "Install it, and charge"'
key=
said=
type_line() {
  case "$1" in
    *' claim '*) said=$(printf 'a long enough password\na long enough password\n' | as_installer "$1" 2>&1) ;;
    *) said=$(as_installer "$1" </dev/null 2>&1) ;;
  esac || fail "$1: $said"
  told "$1"
}
for line in "${lines[@]}"; do
  case "$line" in
    *' simulate '*)
      inside systemd-run --quiet --unit=second-terminal --uid=installer sh -c "exec env ${line//KEY/$key}"
      until_ok 90 'a van charges' is_said second-terminal 'charges with'
      told "$line   (until a van charges)"
      ;;
    *'apt install'*) type_line "${line/apt install/apt-get install -y}" ;;
    *'sed -i'*)
      type_line "$line"
      until_ok 90 'the charger follows' follows
      told 'the charger follows: told and measured are 10 A'
      ;;
    *)
      type_line "$line"
      case "$line" in
        *' stations key '*)
          key=$(sed -n 's/^ *key: //p' <<<"$said")
          [ -n "$key" ] || fail "no key is shown: $said"
          ;;
      esac
      ;;
  esac
done

# What the kernel knows of the process, against what the unit says.
pid=$(main_pid)
status=$(inside cat "/proc/$pid/status")
grep -qE '^NoNewPrivs:\s1' <<<"$status" || fail 'NoNewPrivs is not set'
grep -qE '^Seccomp:\s2' <<<"$status" || fail 'no system call filter'
grep -qE '^CapBnd:\s0+$' <<<"$status" || fail 'it has capabilities'
[ "$(inside stat -c %U "/proc/$pid")" = busbar ] || fail 'it is not the user busbar'
inside nsenter -t "$pid" -m touch /usr/bin/x 2>/dev/null && fail 'it can write /usr'
inside nsenter -t "$pid" -m touch /etc/x 2>/dev/null && fail 'it can write /etc'
score=$(inside systemd-analyze security --no-pager busbar.service | tail -n 1)
told "user busbar, no capabilities, no new privileges, system calls filtered, /usr and /etc read-only; ${score##*: }"

as_installer 'busbar --version' >/dev/null
as_installer 'sudo busbar doctor /etc/busbar/depot.yaml' >"$work/doctor" 2>&1 || fail "doctor: $(cat "$work/doctor")"
told 'sudo busbar doctor /etc/busbar/depot.yaml'

as_installer 'sudo systemctl reload busbar'
sleep 1
[ "$(main_pid)" = "$pid" ] && is_active || fail 'a reload ended it'
told 'systemctl reload: the same process goes on'

# Its number first: between two questions the old one may go.
anew() {
  local other
  other=$(main_pid)
  [ "$other" -gt 0 ] && [ "$other" != "$pid" ] && is_active
}
inside sh -c "kill -STOP $pid"
until_ok 90 'the watchdog starts it anew' anew
is_said busbar 'Watchdog timeout' || fail 'that was not the watchdog'
told 'a process that stands still: the watchdog has started another one, ready'
pid=$(main_pid)
[ "$pid" -gt 1 ] || fail 'it is not there'
inside sh -c "kill -KILL $pid"
until_ok 90 'it is started anew' anew
told 'kill -9: another one is ready'
until_ok 120 'the charger is back' charges
told 'the charger came back by itself, and charges'

print_of() { inside sh -c 'cd / && cat etc/busbar/depot.yaml var/lib/busbar/station-keys.json var/lib/busbar/lan/ca.crt var/lib/busbar/access.json 2>/dev/null | sha256sum'; }
sessions() { inside busbar export transactions --config /etc/busbar/depot.yaml | wc -l; }
prints=$(print_of)
had=$(sessions)
pid=$(main_pid)
as_installer 'sudo busbar backup --to before.busbar --config /etc/busbar/depot.yaml' >/dev/null
as_installer 'sudo apt-get install -y ./busbar_99.0.0_amd64.deb' >"$work/upgrade" 2>&1 || fail "$(cat "$work/upgrade")"
anew || fail 'the new version does not run'
[ "$(as_installer 'busbar --version')" = 99.0.0 ] || fail 'the version is the old one'
[ "$(print_of)" = "$prints" ] || fail 'the upgrade changed the site or its credentials'
[ "$(sessions)" -ge "$had" ] || fail 'sessions are lost'
stamp() { inside systemctl show -P "$1TimestampMonotonic" busbar; }
away=$(echo "scale=1; ($(stamp ActiveEnter) - $(stamp ActiveExit)) / 1000000" | bc)
told "upgrade: site, keys, accounts and sessions are as they were, the new version runs; it was away for $away s"
until_ok 120 'the charger is back' charges
told 'the charger came back with its key'

inside systemctl kill --kill-who=main --signal=INT second-terminal || true
until_ok 40 'the stations say goodbye' is_said second-terminal 'Everything that the stations did was acknowledged'
told 'the simulated stations: everything that they did was acknowledged'
halt
boot
until_ok 90 'it runs after a boot' is_active
told 'reboot: it is there again'

as_installer 'sudo apt-get remove -y busbar' >"$work/remove" 2>&1 || fail "$(cat "$work/remove")"
! is_active || fail 'it runs after its removal'
inside test -s /etc/busbar/depot.yaml -a -s /var/lib/busbar/journal.db || fail 'the removal took site or data'
as_installer 'sudo apt-get install -y ./busbar_99.0.0_amd64.deb' >"$work/again" 2>&1 || fail "$(cat "$work/again")"
until_ok 90 'it runs again' is_active
inside systemctl is-enabled --quiet busbar || fail 'it would not start with the computer'
told 'removed and installed again: it goes on with its data'

as_installer 'sudo systemctl disable --now busbar' 2>/dev/null
as_installer "sudo apt-get install -y --reinstall ./busbar_99.0.0_amd64.deb" >"$work/off" 2>&1 || fail "$(cat "$work/off")"
! is_active || fail 'one that was switched off runs after an upgrade'
told 'one that somebody switched off stays off over an upgrade'

as_installer 'sudo apt-get purge -y busbar' >"$work/purge" 2>&1 || fail "$(cat "$work/purge")"
for path in /etc/busbar /var/lib/busbar /usr/lib/busbar /usr/share/doc/busbar /usr/bin/busbar /lib/systemd/system/busbar.service; do
  ! inside test -e "$path" || fail "the purge left $path"
done
[ -z "$(inside systemctl list-unit-files --no-legend 'busbar*')" ] || fail 'the purge left the unit'
[ -z "$(inside find /proc -maxdepth 1 -user busbar)" ] || fail 'a process is left'
told 'purged: nothing of it is left but its user'
halt
told 'shut down'
echo "The package runs under systemd on Debian $suite."
