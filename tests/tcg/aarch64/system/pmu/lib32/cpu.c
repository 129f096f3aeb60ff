/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Start of a guest whose home is AArch32: what the machine has, vectors, and
 * control registers in a state that traps nothing.
 */
#include "a32.h"

static unsigned field(uint32_t id, unsigned bit)
{
    return id >> bit & 0xf;
}

/* ID_DFR0.PerfMon: 2 is PMUv2, 3 PMUv3; from 4 on it is as PMUVer is. */
static void discover_pmu(unsigned perfmon)
{
    if (perfmon < 2 || perfmon == 0xf) {
        return;
    }
    cpu.v2 = perfmon == 2;
    cpu.version = perfmon < 4 ? 1 : perfmon;
    if (!cpu.v2) {
        cpu.id_hpmn0 = field(read_cp15(0, c0, c3, 5), 4);       /* ID_DFR1 */
    }
    cpu.hpmn0 = cpu.el2 && cpu.id_hpmn0 == 1;
    cpu.counter_bits = 0xffffffff;
    cpu.cycle_bits = cpu.v2 ? 0xffffffff : ~0ull;
    cpu.reset_pmcr = reg_read(PMCR);
    cpu.counters = PMCR_N(cpu.reset_pmcr);
}

static void discover(unsigned home)
{
    uint32_t pfr1 = read_cp15(0, c0, c1, 1);

    cpu.home = home;
    cpu.a32 = true;
    cpu.el3 = field(pfr1, 4) != 0;
    cpu.el2 = field(pfr1, 12) != 0;
    cpu.sder = cpu.el3;
    discover_pmu(field(read_cp15(0, c0, c1, 2), 24));
    regime_default();
    cpu.reset_mdcr_el2 = get_mdcr_el2();
}

void regime_default(void)
{
    if (cpu.el3) {
        write_cp15(0, c1, c1, 0, SCR_EL3_NS | SCR_EL3_HCE);     /* SCR */
    }
    if (cpu.el2) {
        write_cp15(4, c1, c1, 0, 0);                            /* HCR */
    }
}

/* VBAR is banked by SCR.NS. */
static void set_vectors(void)
{
    const void *pl1 = vectors_pl1, *hyp = vectors_hyp;

    if (cpu.home == 3) {
        write_cp15(0, c12, c0, 1, (uintptr_t)vectors_mon);      /* MVBAR */
        write_cp15(0, c1, c1, 0, 0);
        write_cp15(0, c12, c0, 0, (uintptr_t)vectors_secure);   /* VBAR */
        regime_default();
        pl1 = vectors_pl1_smc;
        hyp = vectors_hyp_smc;
    } else if (cpu.home == 2) {
        pl1 = vectors_pl1_hvc;
    }
    write_cp15(0, c12, c0, 0, (uintptr_t)pl1);
    if (cpu.el2) {
        write_cp15(4, c12, c0, 0, (uintptr_t)hyp);              /* HVBAR */
    }
}

void cpu_init(unsigned home)
{
    discover(home);
    set_vectors();
    if (cpu.el2) {
        write_cp15(4, c1, c1, 3, 0);                            /* HSTR */
    }
}

uint64_t clock_step(void)
{
    return 1000000000 / read_cp15(0, c14, c0, 0);               /* CNTFRQ */
}

uint64_t now_ns(void)
{
    uint64_t count;

    asm volatile("isb\n\tmrrc p15, 1, %Q0, %R0, c14" : "=r"(count));
    return count * clock_step();
}

/* HLT, which the assembler knows for Armv8 only */
uintptr_t semihosting(uintptr_t operation, void *block)
{
    register uintptr_t r0 asm("r0") = operation;
    register void *r1 asm("r1") = block;

    asm volatile(".inst 0xe10f0070" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

uint64_t spin(uint64_t loops, uint64_t unused)
{
    uint32_t left_over = loops;

    (void)unused;
    asm volatile("1: subs %0, %0, #1\n\t"
                 "bne 1b" : "+r"(left_over) : : "cc");
    return 0;
}

int raise(int signal)
{
    bail_out("signal %d", signal);
}

/* ID_PFR1.GIC */
bool cpu_has_gicv3(void)
{
    return read_cp15(0, c0, c1, 1) >> 28;
}
