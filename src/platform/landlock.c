#include "platform/landlock.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the headers of Debian 12: linux/landlock.h of Linux 6.12. */
enum { TRUNCATE_FILE = 1 << 14, DEVICE_CONTROL = 1 << 15 };
enum { BIND_TCP = 1 << 0, CONNECT_TCP = 1 << 1 };
enum { SCOPE_ABSTRACT_SOCKET = 1 << 0, SCOPE_SIGNAL = 1 << 1 };

typedef struct {
    uint64_t files, ports, scopes; /* of later versions; earlier ones take those bytes where they are 0 */
} ruleset;

#define OF_FILES                                                                                                       \
    ((uint64_t)(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |            \
                TRUNCATE_FILE | DEVICE_CONTROL))
#define TO_READ ((uint64_t)(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR))

int vp_landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

static uint64_t files_known(int version)
{
    uint64_t known = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    if (version >= 2) known |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3) known |= TRUNCATE_FILE;
    if (version >= 5) known |= DEVICE_CONTROL;
    return known;
}

static bool allow(int rules, const char *path, uint64_t access, vp_error *err)
{
    struct stat about;
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES)) return true;
    if (file < 0) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be opened: %s", path, strerror(errno));
    if (fstat(file, &about) == 0 && !S_ISDIR(about.st_mode)) access &= OF_FILES;
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = file};
    bool ok = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 ||
              vp_fail(err, vp_error_of_system(errno), "%s: Landlock does not take it: %s", path, strerror(errno));
    close(file);
    return ok;
}

/* What libraries load when they are first asked, and what they know. */
static bool allow_system(int rules, vp_error *err)
{
    static const char *const places[] = {
        "/lib",           "/lib64",       "/usr/lib",         "/usr/lib64",
        "/usr/local/lib", "/usr/share",   "/usr/local/share", "/etc/ld.so.cache",
        "/etc/localtime", "/dev/urandom", "/proc/self",       "/proc/meminfo",
        "/proc/cpuinfo",  "/proc/stat",   "/sys/fs/cgroup",   "/sys/devices/system/cpu"};
    static const char *const variables[] = {"PROJ_DATA", "PROJ_LIB", "GDAL_DATA"};
    bool ok = allow(rules, "/dev/null", TO_READ | LANDLOCK_ACCESS_FS_WRITE_FILE, err);
    for (size_t i = 0; ok && i < sizeof places / sizeof *places; i++) ok = allow(rules, places[i], TO_READ, err);
    for (size_t i = 0; ok && i < sizeof variables / sizeof *variables; i++) {
        const char *folder = getenv(variables[i]);
        ok = !folder || !*folder || allow(rules, folder, TO_READ, err);
    }
    return ok;
}

/* How names of machines become addresses, and whose certificates are believed. */
static bool allow_network(int rules, vp_error *err)
{
    static const char *const places[] = {
        "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf",
        "/etc/services",    "/etc/ssl",   "/etc/pki",       "/etc/gnutls",        "/etc/ca-certificates"};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof places / sizeof *places; i++) ok = allow(rules, places[i], TO_READ, err);
    return ok;
}

static bool allow_all(int rules, const vp_landlock_rules *wanted, uint64_t known, vp_error *err)
{
    bool ok = allow_system(rules, err) && (!wanted->connects || allow_network(rules, err));
    for (size_t i = 0; ok && i < wanted->count; i++) {
        const vp_landlock_path *p = &wanted->paths[i];
        uint64_t access = p->written ? known & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE : TO_READ;
        ok = !p->path || allow(rules, p->path, access, err);
    }
    return ok;
}

bool vp_landlock_enter(const vp_landlock_rules *wanted, vp_error *err)
{
    int version = vp_landlock_version();
    if (!version) return true;
    ruleset handled = {.files = files_known(version)};
    if (version >= 4) handled.ports = (wanted->connects ? 0 : CONNECT_TCP) | (wanted->serves ? 0 : BIND_TCP);
    if (version >= 6 && !wanted->serves) handled.scopes = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (rules < 0) return vp_fail(err, vp_error_of_system(errno), "Landlock makes no rules: %s", strerror(errno));
    bool ok = allow_all(rules, wanted, handled.files, err);
    if (ok && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_landlock_restrict_self, rules, 0) != 0))
        ok = vp_fail(err, vp_error_of_system(errno), "Landlock does not begin: %s", strerror(errno));
    close(rules);
    return ok;
}
