/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The steps of the sequences: what each is for, and the rule that needs it.
 * A variant of the hypervisor leaves out one of them.
 */
#include "hypervisor.h"

#define VHE     .vhe = true
#define NVHE    .nvhe = true
#define BOTH    .vhe = true, .nvhe = true
#define EXACT   .exact = true

enum step left_out = STEPS;

const struct step_info step_infos[STEPS] = {
    [STEP_HPMN] = { "HPMN not set", "R16", BOTH },
    [STEP_HPME] = { "HPME not set", "R24", VHE, .host = 1 },
    [STEP_HLP] = { "HLP not set", "R27", VHE, .host = 1 },
    [STEP_HPMD] = { "HPMD not set", "R33", BOTH, EXACT, .guest = 2 },
    [STEP_HCCD] = { "HCCD not set", "R37", BOTH, EXACT },
    [STEP_FGT] = { "PMCR, PMOVS no trap", "R52", BOTH, .guest = 1 },
    [STEP_EXCLUDE_GUEST] = { "host events run on", "R38", BOTH, EXACT,
                             .host = 2 },
    [STEP_RESTORE] = { "no counters restored", "R48", BOTH, EXACT },
    [STEP_PMCR_P] = { "PMCR.P not masked", "R19", BOTH, .host = 1,
                      .guest = 1 },
    [STEP_OVERFLOW] = { "overflow unseparated", "R30", BOTH, .host = 1 },
    [STEP_STOP] = { "guest counters run on", "R24", BOTH },
    [STEP_HOST_PMCR] = { "PMCR not reset", "R24", BOTH, .host = 1 },
    [STEP_HOST_PMUSERENR] = { "PMUSERENR not reset", "R9", BOTH },
    [STEP_HOST_PMSELR] = { "PMSELR not reset", "R11", BOTH, EXACT,
                           .host = 2 },
    [STEP_FGT_BACK] = { "FGT not reset", "R52", NVHE },
    [STEP_HPMN_BACK] = { "HPMN not reset", "R8", BOTH },
    [STEP_PMOVS] = { "PMOVS not restored", "R48", BOTH },
    [STEP_PMOVS_CLEAR] = { "PMOVS left behind", "R48", BOTH },
    [STEP_PMUACR] = { "PMUACR not restored", "R54", BOTH, .version = 9 },
    [STEP_HOST_PMUACR] = { "PMUACR not reset", "R54", BOTH, .version = 9 },
    [STEP_ICNTR] = { "PMICNTR no trap", "R53", BOTH, .version = 9,
                     .icntr = true },
    [STEP_SNAPSHOT] = { "PMSSCR no trap", "R23", BOTH, .version = 9,
                        .snapshot = true },
};

bool step_shows(enum step step)
{
    const struct step_info *info = &step_infos[step];

    return cpu.counters - host_pmu.hpmn_max >= info->host &&
           host_pmu.hpmn_max >= info->guest &&
           cpu.version >= info->version &&
           (cpu.icntr || !info->icntr) &&
           (cpu.snapshot || !info->snapshot) &&
           (host_pmu.insn_ns || !info->exact);
}
