/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way to another mode, and home again, where home is AArch32.
 */
#include "a32.h"

#define CPSR_I          (1u << 7)
#define CPSR_AIF        (7u << 6)
#define MODE_USR        0x10
#define MODE_SVC        0x13
#define MODE_MON        0x16
#define MODE_HYP        0x1a

/* The vectors of AArch32 */
enum { SLOT_NONE, SLOT_UNDEFINED, SLOT_CALL, SLOT_HYP_TRAP = 5, SLOT_IRQ };

struct left left;
unsigned expected_abort;

static void set_regime(enum regime r)
{
    regime_default();
    if (regime_secure(r)) {
        write_cp15(0, c1, c1, 0, SCR_EL3_HCE);                  /* SCR */
    }
}

static uint32_t stack_of(unsigned el)
{
    return (uintptr_t)stack_start + (el + 1) * STACK_SIZE;
}

/*
 * Without EL2, Armv7 reaches a stack pointer in its own mode only: there
 * from SYS, which has USR's, and SVC. Monitor mode comes back where SCR.NS=0.
 */
static void set_stacks_by_mode(void)
{
    register uint32_t usr asm("r0") = stack_of(0);
    register uint32_t svc asm("r1") = stack_of(1);

    if (cpu.home == 3) {
        write_cp15(0, c1, c1, 0, 0);                            /* SCR */
        asm volatile("cps #0x1f\n\tmov sp, %0\n\t"
                     "cps #0x13\n\tmov sp, %1\n\t"
                     "cps #0x16" : : "r"(usr), "r"(svc));
    } else {
        asm volatile("cps #0x1f\n\tmov sp, %0\n\t"
                     "cps #0x13" : : "r"(usr));
    }
}

static void set_stacks(void)
{
    if (!cpu.el2) {
        set_stacks_by_mode();
        return;
    }
    asm volatile("msr sp_usr, %0\n\t"
                 "msr sp_svc, %1" : : "r"(stack_of(0)), "r"(stack_of(1)));
    if (cpu.home > 2) {
        asm volatile("msr sp_hyp, %0" : : "r"(stack_of(2)));
    }
}

static const void *way_of(unsigned el)
{
    if (el == cpu.home) {
        return way_here;
    }
    if (el == 0) {
        return way_svc;
    }
    return cpu.home == 3 ? way_smc : way_hvc;
}

static uint32_t mode_of(unsigned el)
{
    static const uint32_t modes[] = { MODE_USR, MODE_SVC, MODE_HYP, MODE_MON };

    return modes[el];
}

void lost(void)
{
    bail_out("vector %u of EL%u, HSR 0x%x", left.slot & 7, left.slot >> 8,
             left.hsr);
}

/* What came home, other than the end of a call */
static void record(void)
{
    unsigned slot = left.slot & 7;

    if (slot == SLOT_NONE || slot == SLOT_CALL ||
        (slot == SLOT_IRQ && gic_interrupt())) {
        return;
    }
    if (slot != SLOT_UNDEFINED && slot != SLOT_HYP_TRAP &&
        slot != expected_abort) {
        lost();
    }
    trap.count++;
    trap.unclaimed++;
    trap.el = left.slot >> 8;
    trap.esr = slot == SLOT_UNDEFINED ? ESR_IL : left.hsr;
}

static uint64_t go(enum regime r, uint32_t mode, const void *way,
                   guest_fn *fn, uint64_t a, uint64_t b)
{
    uint64_t value;

    trap_clear();
    set_stacks();
    set_regime(r);
    value = enter_mode(a, b, fn, CPSR_AIF | mode, way);
    regime_default();
    record();
    return value;
}

uint64_t run_at(enum regime r, guest_fn *fn, uint64_t a, uint64_t b)
{
    unsigned el = regime_el(r);

    return go(r, mode_of(el), way_of(el), fn, a, b);
}

uint64_t run_after(enum regime r, const char *move, guest_fn *fn, uint64_t a,
                   uint64_t b)
{
    uint32_t mode = r == EL3_S ? MODE_SVC : mode_of(regime_el(r));

    return go(r, mode, move, fn, a, b);
}

static uint64_t wait_for(uint64_t done, uint64_t unused)
{
    (void)unused;
    while (!((bool (*)(void))(uintptr_t)done)()) {
        continue;
    }
    return 0;
}

/* The interrupt ends the wait, as any exception does. */
void wait_interruptible(bool (*done)(void))
{
    uint32_t cpsr = (CPSR_AIF & ~CPSR_I) | mode_of(cpu.home);

    if (cpu.home == 2) {
        write_cp15(4, c1, c1, 0, HCR_EL2_IMO);                  /* HCR */
    }
    enter_mode((uintptr_t)done, 0, wait_for, cpsr, way_here);
    asm volatile("cpsid aif" : : : "memory");
    regime_default();
    record();
}
