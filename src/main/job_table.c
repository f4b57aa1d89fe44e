/* The one table of jobs: what the clock does, and what may be asked for. */
#include "job_table.h"

#include "exchange.h"

static const JobKind JOB_KINDS[] = {
    {"sweep", "清除过期的会话、链接和令牌", "forget expired sessions, claims and tokens", job_sweep,
     "sweep_hours", NULL},
    {"audit", "核对变更链", "verify the chain of changes", job_audit, "audit_hours",
     NULL},
    {"backup", "备份并演练恢复", "back up, and bring the copy back on trial", job_backup,
     "backup_hours", NULL},
    {"import", "导入数据文件", "take in a file of figures", job_import, NULL, import_permit},
    {"load", "读入一张表的记录", "take in a table of records", job_load, NULL, load_permit_any},
};

JobKinds job_table(void)
{
    return (JobKinds){JOB_KINDS, sizeof JOB_KINDS / sizeof JOB_KINDS[0], NULL};
}
