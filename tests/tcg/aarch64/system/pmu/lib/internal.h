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

/* start.S, in AArch64: vector tables; see there for the rest */
extern char vectors_el1[], vectors_el2[], vectors_el3[];
extern char lower_svc[], lower_hvc[], lower_smc[];
uint64_t enter_lower(uint64_t a, uint64_t b, guest_fn *fn);
void leave_lower(uint64_t value);

/* start.S: an access to each PMU register, and the return */
extern uint32_t pmu_read_stubs[][4], pmu_write_stubs[][4];

unsigned stub_index(unsigned reg);

/* regs.c: those of one register */
guest_fn *read_stub(unsigned reg);
guest_fn *write_stub(unsigned reg);

/* enter.c, in AArch64: enter_lower() with ELR, SPSR and stacks set */
uint64_t enter(uintptr_t elr, uint64_t spsr, guest_fn *fn, uint64_t a,
               uint64_t b);
uintptr_t way_home(unsigned el);

/* Let home take physical interrupts until @done. */
void wait_interruptible(bool (*done)(void));

/* smp.c: where another CPU starts */
void cpu_entry(void);

/* pmu.c; spinning this often, any counter gains, on a fast host too */
#define SPIN_LOOPS 500
void zero_counters(void);
uint32_t nonzero_counters(void);

/* cpu.c */
uintptr_t semihosting(uintptr_t operation, void *block);

/* cpu_has_gicv3() - the system registers of GICv3 are there */
bool cpu_has_gicv3(void);

/* Called by start.S: at entry, and for each exception */
void guest_start(unsigned home);
void exception(struct frame *frame, unsigned el, unsigned vector);

/* A register of a device */
typedef volatile uint32_t device_reg;   /* each access has an effect */

#endif
