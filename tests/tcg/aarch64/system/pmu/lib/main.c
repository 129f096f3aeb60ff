/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a guest, from its first C function to its last.
 */
#include "internal.h"

struct cpu cpu;
uint64_t hcr_el2_extra, scr_el3_without;

void guest_start(unsigned home)
{
    cpu_init(home);
    gic_init();
    if (cpu.version) {
        pmu_reset();
    } else if (guest_option("pmu=", 1)) {
        test_skip_all("this CPU has no PMUv3");
    }
    main();
    test_finish();
}
