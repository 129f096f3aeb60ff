/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs in a guest: user space at EL0, a kernel at EL1. A greedy guest:
 * it writes all ones wherever it can and asks for its counters to count at
 * EL2 as well. It keeps account of what its counters should hold.
 *
 * Counter 0 counts SW_INCR and interrupts, counter 1 INST_RETIRED and does so
 * now and then; the cycle counter is always there. A guest with fewer counters
 * does with fewer.
 */
#include "hypervisor.h"

enum { SYS_BOOT = 1, SYS_WORK };

#define ALL_ONES    0xffffffffu
#define GUEST_PMCR  (PMCR_LC | PMCR_E)
#define ISR_I       (1u << 7)

/* The kernel's "this CPU" */
static struct guest *this_guest(void)
{
    return (struct guest *)read_sysreg(tpidr_el1);
}

/*
 * R18: of all these increments only those of its own counters happen. At EL0
 * the interrupt may come with the very write.
 */
static void swinc(struct guest *g)
{
    if (g->hpmn) {
        g->irqs.expected += ++g->since == PERIOD;
    }
    reg_write(PMSWINC, ALL_ONES);
}

/* Take what SW_INCR's counter has, and set it PERIOD short of 32 bits. */
static void harvest(struct guest *g)
{
    if (!g->hpmn) {
        return;
    }
    tally_add(&g->swinc, (uint32_t)(reg_read(PMEVCNTR(0)) - g->start),
              g->since);
    g->start = (uint32_t)-PERIOD;
    g->since = 0;
    reg_write(PMEVCNTR(0), g->start);
}

static uint32_t own_mask(const struct guest *g)
{
    return mask_of(g->hpmn) | PMU_C;
}

static uint32_t used_mask(const struct guest *g)
{
    return (mask_of(2) & mask_of(g->hpmn)) | PMU_C;
}

/* What is there, and that nothing else is */
static void probe(struct guest *g)
{
    expect("R5", PMCR_N(reg_read(PMCR)), g->hpmn, "%s PMCR.N",
           g->name);
    reg_write(PMCNTENSET, ALL_ONES);
    expect("R16", reg_read(PMCNTENSET), own_mask(g), "%s PMCNTENSET",
           g->name);
    reg_write(PMCNTENCLR, ALL_ONES);
    reg_write(PMINTENSET, ALL_ONES);
    expect("R16", reg_read(PMINTENSET), own_mask(g), "%s PMINTENSET",
           g->name);
    reg_write(PMINTENCLR, ALL_ONES);
    reg_write(PMOVSSET, ALL_ONES);
    expect("R16", reg_read(PMOVSSET), own_mask(g), "%s PMOVSSET",
           g->name);
    reg_write(PMOVSCLR, ALL_ONES);
    reg_read(PMEVCNTR(g->hpmn));
    expect("R8", g->undefs, 1, "%s UNDEFINED PMEVCNTR%u", g->name,
           g->hpmn);
}

/* Two vCPUs of a guest want different things. */
static uint32_t guest_uacr(const struct guest *g)
{
    return g->id ? PMU_C : 0;
}

/* R22, R53, R23: PMUACR as HPMN has it; no other register is there. */
static void probe_newer(struct guest *g)
{
    unsigned undefs = g->undefs;

    if (cpu.version < PMUV3P9) {
        return;
    }
    reg_write(PMUACR, ALL_ONES);
    expect("R22", reg_read(PMUACR), own_mask(g), "%s PMUACR", g->name);
    reg_write(PMUACR, guest_uacr(g));
    if (cpu.icntr) {
        write_sysreg(PMICNTR_EL0, 0);
        reg_write(PMCNTENSET, PMU_F0);
        expect("R53", reg_read(PMCNTENSET) >> 32, 0, "%s PMCNTENSET.F0",
               g->name);
        reg_write(PMCNTENCLR, PMU_F0);
    }
    if (cpu.snapshot) {
        write_sysreg(PMSSCR_EL1, 0);
    }
    expect("R53", g->undefs - undefs, cpu.icntr + cpu.snapshot,
           "%s UNDEFINED registers", g->name);
}

static void boot(struct guest *g)
{
    write_sysreg(icc_pmr_el1, 0xff);
    write_sysreg(icc_igrpen1_el1, 1);
    probe(g);
    probe_newer(g);
    if (g->hpmn > 0) {
        reg_write(PMEVTYPER(0), EVENT_SW_INCR | PMEVTYPER_NSH);
        reg_write(PMINTENSET, 1);
    }
    if (g->hpmn > 1) {
        reg_write(PMEVTYPER(1), EVENT_INST_RETIRED | PMEVTYPER_NSH);
    }
    reg_write(PMCCFILTR, PMEVTYPER_NSH);
    reg_write(PMSELR, g->id);
    reg_write(PMUSERENR, PMUSERENR_EN);
    reg_write(PMCNTENSET, used_mask(g));
    reg_write(PMCR, GUEST_PMCR | PMCR_P | PMCR_C);
    harvest(g);
    g->booted = true;
}

/* Yield with the counters on: nothing of the others' may be counted. */
static void yield_counting(struct guest *g, bool cycles)
{
    uint64_t x0 = 0, count;

    if (cycles || g->hpmn < 2) {
        count = WINDOW("pmccntr_el0", "hvc", HVC_YIELD, x0);
        tally_window(&g->cycles, g->name, count, g->insn_ns);
    } else {
        count = WINDOW("pmevcntr1_el0", "hvc", HVC_YIELD, x0);
        tally_window(&g->inst, g->name, count, g->insn_ns != 0);
    }
}

/*
 * Yield with the counters off, which the host's must not mind, and with
 * flags set that do not interrupt: they stay, and no other vCPU has them.
 */
static void yield_quiet(struct guest *g)
{
    uint32_t due = g->hpmn && g->since >= PERIOD;
    uint32_t flags = used_mask(g) & ~1u;

    expect("R48", reg_read(PMOVSSET), due, "%s PMOVS before", g->name);
    reg_write(PMOVSSET, flags);
    reg_write(PMCR, PMCR_LC);
    reg_write(PMUSERENR, 0);
    asm volatile("hvc %0" : : "i"(HVC_YIELD) : "memory");
    expect("R48", reg_read(PMOVSSET), due | flags, "%s PMOVS", g->name);
    reg_write(PMOVSCLR, flags);
    expect("R16", reg_read(PMINTENSET), mask_of(1) & mask_of(g->hpmn),
           "%s PMINTENSET", g->name);
    expect("R9", reg_read(PMUSERENR), 0, "%s PMUSERENR", g->name);
    if (cpu.version >= PMUV3P9) {
        expect("R54", reg_read(PMUACR), guest_uacr(g), "%s PMUACR", g->name);
    }
    expect("R13", reg_read(PMSELR), g->id, "%s PMSELR", g->name);
    expect("R16", reg_read(PMCNTENSET), used_mask(g), "%s PMCNTENSET",
           g->name);
    reg_write(PMUSERENR, PMUSERENR_EN);
    reg_write(PMCR, GUEST_PMCR);
}

/*
 * Let INST_RETIRED overflow while time goes by. Its interrupt is pending
 * when this returns, and taken at EL0: once, as the handler disables it.
 */
static void overflow_in_time(struct guest *g)
{
    reg_write(PMEVCNTR(1), (uint32_t)-PERIOD);
    reg_write(PMINTENSET, 2);
    g->irqs.expected++;
    for (unsigned turns = 0; turns < 10 * PERIOD; turns++) {
        if (reg_read(PMEVCNTR(1)) > UINT32_MAX &&
            read_sysreg(isr_el1) & ISR_I) {
            break;
        }
    }
}

static void work(struct guest *g)
{
    unsigned n = g->id + g->work++;

    swinc(g);
    if (n % 4 == 3) {
        yield_quiet(g);
    } else {
        yield_counting(g, n % 4 == 1);
    }
    if (n % 16 == 9 && g->hpmn > 1 && g->insn_ns) {
        overflow_in_time(g);
    }
    if (n % 64 == 5) {
        harvest(g);
        reg_write(PMCR, GUEST_PMCR | PMCR_P);
        g->start = 0;
        harvest(g);
    }
}

void guest_user(struct guest *g)
{
    asm volatile("svc %0" : : "i"(SYS_BOOT) : "memory");
    for (;;) {
        swinc(g);
        asm volatile("svc %0" : : "i"(SYS_WORK) : "memory");
    }
}

bool guest_exception(struct frame *frame)
{
    struct guest *g = this_guest();
    unsigned ec = frame->esr >> 26 & 0x3f;

    if (ec == EC_SVC64 && (frame->esr & 0xffff) == SYS_BOOT) {
        boot(g);
    } else if (ec == EC_SVC64) {
        work(g);
    } else if (ec == EC_UNKNOWN) {
        g->undefs++;
        frame->elr += 4;
    } else {
        bail_out("%s: ESR 0x%lx ELR 0x%lx", g->name, frame->esr,
                 frame->elr);
    }
    return true;
}

/* Like a driver's handler: what overflowed, say so, start it anew. */
void guest_interrupt(void)
{
    struct guest *g = this_guest();
    unsigned intid = vgic_acknowledge();
    uint32_t flags = reg_read(PMOVSCLR), enabled = reg_read(PMINTENSET);

    reg_write(PMOVSCLR, flags);
    reg_write(PMINTENCLR, flags & 2);
    g->spurious.actual += intid != PMU_INTID || !flags || flags & ~enabled;
    g->irqs.actual += guest_overflows(flags);
    if (flags & 1) {
        harvest(g);
    }
    vgic_end(intid);
}
