#include "cli/serve_rights.h"
#include "platform/landlock.h"
#include "platform/log.h"
#include "platform/system_calls.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One for all: libraries have ideas of their own. */
static const char *temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder) folder = "/tmp";
    setenv("SQLITE_TMPDIR", folder, 1);
    setenv("CPL_TMPDIR", folder, 1);
    return folder;
}

bool vp_serve_rights_leave_files(const char *directory, const char *web_folder, vp_error *err)
{
    const vp_landlock_path paths[] = {{directory, true},
                                      {temporary_folder(), true},
                                      {web_folder, false},
                                      /* the name of a host to listen at */
                                      {"/etc/hosts", false},
                                      {"/etc/host.conf", false},
                                      {"/etc/nsswitch.conf", false},
                                      {"/etc/resolv.conf", false},
                                      {"/etc/gai.conf", false},
                                      {"/etc/services", false}};
    if (!vp_landlock_version())
        vp_log(VP_LOG_WARNING, "this kernel has no Landlock (Linux 5.13; lsm=landlock): the server keeps the right to "
                               "touch every file that its user may");
    return vp_landlock_enter(
        &(vp_landlock_rules){.paths = paths, .count = sizeof paths / sizeof *paths, .serves = true}, err);
}

bool vp_serve_rights_leave_calls(vp_error *err)
{
    return vp_system_calls_serve() ||
           vp_fail(err, vp_error_of_system(errno), "the system calls that serving does not need cannot be given up: %s",
                   strerror(errno));
}
