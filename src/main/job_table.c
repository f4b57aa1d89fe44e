/* The one table of jobs: what the clock does, and what may be asked for. */
#include "job_table.h"

static const JobKind JOB_KINDS[] = {
    {"sweep", "清除过期的会话、链接和令牌", "forget expired sessions, claims and tokens", job_sweep,
     "sweep_hours"},
    {"audit", "核对变更链", "verify the chain of changes", job_audit, "audit_hours"},
    {"backup", "备份并演练恢复", "back up, and bring the copy back on trial", job_backup,
     "backup_hours"},
};

JobKinds job_table(void)
{
    return (JobKinds){JOB_KINDS, sizeof JOB_KINDS / sizeof JOB_KINDS[0], NULL};
}
