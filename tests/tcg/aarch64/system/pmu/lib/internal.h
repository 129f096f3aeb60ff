/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between start.S, guest.ld and the library's own C; not for guests.
 */
#ifndef PMU_GUEST_INTERNAL_H
#define PMU_GUEST_INTERNAL_H

#include "guest.h"

/* guest.ld: four stacks of STACK_SIZE, one for each Exception level */
#define STACK_SIZE 0x4000
extern char stack_start[];

/* start.S: vector tables; see there for the rest */
extern char vectors_el1[], vectors_el2[], vectors_el3[];
extern char lower_svc[], lower_hvc[], lower_smc[];
uint64_t enter_lower(uint64_t a, uint64_t b, guest_fn *fn);
void leave_lower(uint64_t value);

/* start.S: MRS and RET, or MSR, ISB and RET, of each PMU register */
extern uint32_t pmu_read_stubs[][2], pmu_write_stubs[][4];

/* Called by start.S: at entry, and for each exception */
void guest_start(unsigned home);
void exception(struct frame *frame, unsigned el, unsigned vector);

/* A register of a device */
typedef volatile uint32_t device_reg;   /* each access has an effect */

#endif
