/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sequences that are left in the middle, by exceptions of all kinds: each
 * instruction that was executed counts once, at the Exception level where it
 * was; one that was not does not. The handlers are a few instructions, and
 * counted too.
 */
#include "event-table.h"

#define HCR_EL2_TWI     (1ull << 13)
#define HCR_EL2_TACR    (1ull << 21)
#define HCR_EL2_TVM     (1ull << 26)
#define HCR_EL2_VM      1
#define VTCR_EL2_RES1   (1u << 31)
#define SCTLR_M         1
#define CNTHCTL_EL1PCTEN    1
#define HDFGRTR_PMCCNTR     (1ull << 15)

#define SEQUENCE(name) uint64_t name(uint64_t a, uint64_t b)
SEQUENCE(leave_nothing);
SEQUENCE(leave_udf);
SEQUENCE(leave_load);
SEQUENCE(leave_store);
SEQUENCE(leave_unaligned);
SEQUENCE(leave_fetch);
SEQUENCE(leave_svc);
SEQUENCE(leave_hvc);
SEQUENCE(leave_smc);
SEQUENCE(leave_brk);
SEQUENCE(leave_wfi);
SEQUENCE(leave_fp);
SEQUENCE(leave_counter);
SEQUENCE(leave_timer);
SEQUENCE(leave_pmccntr);
SEQUENCE(leave_pmccntr_write);
SEQUENCE(leave_cid);
SEQUENCE(leave_cid_free);
SEQUENCE(leave_ttbr_free);
SEQUENCE(leave_actlr);
SEQUENCE(leave_at);
SEQUENCE(leave_device);
SEQUENCE(leave_code);
SEQUENCE(leave_irq);
SEQUENCE(leave_watched);
SEQUENCE(leave_steps);
SEQUENCE(leave_eret);
SEQUENCE(leave_illegal);

/* What stops a sequence, and what a handler is made of */
static const struct counts stop = { { [INST] = 1, [DP] = 1 } };
static const struct counts handler = {
    { [INST] = 8, [DP] = 6, [BR] = 2, [BR_IMMED] = 1, [BR_INDIRECT] = 1,
      [PC_WRITE] = 1, [EXC_RETURN] = 1 }
};
static const struct counts irq_handler = {
    { [INST] = 4, [LD] = 1, [ST] = 1, [MEM] = 2, [BR] = 2, [BR_IMMED] = 1,
      [BR_INDIRECT] = 1, [PC_WRITE] = 1, [EXC_RETURN] = 1 }
};

static uint64_t memory[8] __attribute__((aligned(64)));

static unsigned local(enum regime r)
{
    return regime_undef_el(r);
}

static unsigned to_el2(enum regime r)
{
    return regime_beneath_el2(r) && !regime_host(r) ? 2 : 0;
}

static unsigned to_el2_with_fgt(enum regime r)
{
    return cpu.fgt ? to_el2(r) : 0;
}

/* Nobody: nothing is taken. */
static unsigned nobody(enum regime r)
{
    return regime_el(r);
}

static unsigned of_el0(enum regime r)
{
    return regime_el(r) == 0 && !regime_host(r) ? 1 : 0;
}

static unsigned of_el1_to_el1(enum regime r)
{
    return regime_el(r) == 1;
}

static unsigned of_el1_to_el2(enum regime r)
{
    return regime_el(r) == 1 ? to_el2(r) : 0;
}

static unsigned of_ns_el1_to_el2(enum regime r)
{
    return r == EL1 ? to_el2(r) : 0;
}

static unsigned below_el2(enum regime r)
{
    return regime_el(r) < 2 && !regime_host(r);
}

static unsigned above_el0(enum regime r)
{
    return regime_el(r);
}

/* EL2 is asked; without it HVC is UNDEFINED. */
static unsigned by_hvc(enum regime r)
{
    return regime_el(r) > 0 && regime_el(r) < 3 && regime_el2_enabled(r) ?
           2 : 0;
}

static unsigned by_smc(enum regime r)
{
    return regime_el(r) > 0 && cpu.el3 ? 3 : 0;
}

static unsigned by_irq(enum regime r)
{
    /* Home, if it is EL2, is reached whatever PSTATE.I is, but by a host. */
    if (cpu.home == 3 || r == EL0_HOST) {
        return 0;
    }
    return cpu.home == 2 || regime_el(r) == 1 ? cpu.home : 0;
}

static void trap_more(void)
{
    hcr_el2_extra |= HCR_EL2_TWI | HCR_EL2_TACR | HCR_EL2_TVM;
    regime_default();
}

static void trap_fp(void)
{
    write_sysreg(cpacr_el1, 0);
}

static void trap_counter(void)
{
    write_sysreg(cntkctl_el1, 0);
}

static void trap_timer(void)
{
    write_sysreg(cnthctl_el2, read_sysreg(cnthctl_el2) & ~CNTHCTL_EL1PCTEN);
}

static void trap_pmccntr(void)
{
    set_fine_grained(HDFGRTR_PMCCNTR, HDFGRTR_PMCCNTR);
}

/*
 * Two stages of translation, with blocks of 1 GiB from 0 on. The tables of
 * TTBR1 would lie in the third, which the second stage does not have: an AT
 * of the upper half faults on its walk.
 */
static void translate(void)
{
    static uint64_t stage1[512] __attribute__((aligned(4096)));
    static uint64_t stage2[512] __attribute__((aligned(4096)));

    for (unsigned i = 0; i < 2; i++) {
        /* A block, accessed; with the attribute of devices below RAM */
        stage1[i] = (uint64_t)i << 30 | 1 << 10 | 1 | (i ? 0 : 1 << 2);
        stage2[i] = (uint64_t)i << 30 | 1 << 10 | 1 | 3 << 6 |
                    (i ? 0xf << 2 : 1 << 2);
    }
    write_sysreg(mair_el1, 0xff);
    write_sysreg(tcr_el1, 25 | 25 << 16 | 2u << 30 | 1ull << 32);
    write_sysreg(ttbr0_el1, (uintptr_t)stage1);
    write_sysreg(ttbr1_el1, 2ull << 30);
    write_sysreg(vtcr_el2, VTCR_EL2_RES1 | 1 << 16 | 1 << 6 | 25);
    write_sysreg(vttbr_el2, (uintptr_t)stage2);
    write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_M);
    hcr_el2_extra |= HCR_EL2_VM;
    regime_default();
    asm volatile("tlbi alle1\n\tdsb sy\n\tisb" : : : "memory");
}

static void send_to_home(void)
{
    if (cpu.home == 2) {
        hcr_el2_extra |= HCR_EL2_IMO;
    }
    regime_default();
    asm volatile("msr daifclr, #2" : : : "memory");
}

static void watch(void)
{
    write_sysreg(dbgwvr0_el1, (uintptr_t)&memory[0]);
    write_sysreg(dbgwcr0_el1, 0xff << 5 | 3 << 3 | 3 << 1 | 1);
}

static void undo_all(void)
{
    asm volatile("msr daifset, #2" : : : "memory");
    hcr_el2_extra = 0;
    regime_default();
    write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) & ~(uint64_t)SCTLR_M);
    write_sysreg(cpacr_el1, 3 << 20);
    write_sysreg(cntkctl_el1, 3);
    if (cpu.el2) {
        write_sysreg(cnthctl_el2, 3);
    }
    set_fine_grained(0, 0);
    write_sysreg(dbgwcr0_el1, 0);
    write_sysreg(mdscr_el1, 0);
}

/* Around each: two additions, a load and a store */
static const struct counts usual = {
    { [INST] = 4, [DP] = 2, [LD] = 1, [ST] = 1, [MEM] = 2 }
};

/**
 * struct leave - one case
 * @taken_to: the level that takes the exceptions; 0 if it is no case there
 * @more: what is executed besides the usual
 * @kind, @trap_kind: what an exception is, taken locally or not
 * @times: how many there are
 * @prepare: what has to be set at home; undo_all() undoes it
 */
static const struct leave {
    const char *name;
    guest_fn *fn;
    unsigned (*taken_to)(enum regime r);
    struct counts more;
    uint8_t kind, trap_kind, times;
    void (*prepare)(void);
} leaves[] = {
    { "nothing", leave_nothing, nobody, .times = 0 },
    { "UDF", leave_udf, local, .kind = EXC_UNDEF, .times = 1 },
    { "an abort of a load", leave_load, local,
      { { [INST] = 1, [LD] = 1, [MEM] = 1 } },
      .kind = EXC_DABORT, .times = 1 },
    { "an abort of a store", leave_store, local,
      { { [INST] = 1, [LD] = 1, [MEM] = 1 } },
      .kind = EXC_DABORT, .times = 1 },
    { "unaligned exclusives", leave_unaligned, local,
      { { [INST] = 1, [DP] = 1 } }, .kind = EXC_DABORT, .times = 2 },
    { "an abort of a fetch", leave_fetch, local,
      { { [INST] = 2, [DP] = 1, [BR] = 1, [BR_INDIRECT] = 1,
          [PC_WRITE] = 1 } }, .kind = EXC_PABORT, .times = 1 },
    { "SVC", leave_svc, local, { { [INST] = 1 } },
      .kind = EXC_SVC, .times = 1 },
    { "HVC", leave_hvc, by_hvc, { { [INST] = 1 } },
      EXC_HVC, EXC_HVC, .times = 1 },
    { "SMC", leave_smc, by_smc, { { [INST] = 1 } },
      EXC_SMC, EXC_SMC, .times = 1 },
    { "BRK", leave_brk, local, .kind = EXC_PABORT, .times = 1 },
    { "WFI trapped to EL1", leave_wfi, of_el0,
      .kind = EXC_UNDEF, .times = 1 },
    { "WFI trapped to EL2", leave_wfi, of_el1_to_el2,
      .trap_kind = EXC_TRAP_OTHER, .times = 1, .prepare = trap_more },
    { "floating-point trapped", leave_fp, below_el2,
      .kind = EXC_UNDEF, .times = 1, .prepare = trap_fp },
    { "MRS trapped to EL1", leave_counter, of_el0,
      .kind = EXC_UNDEF, .times = 1, .prepare = trap_counter },
    { "MRS trapped to EL2", leave_timer, to_el2,
      .trap_kind = EXC_TRAP_OTHER, .times = 1, .prepare = trap_timer },
    { "MRS of PMCCNTR trapped", leave_pmccntr, to_el2_with_fgt,
      .trap_kind = EXC_TRAP_OTHER, .times = 1, .prepare = trap_pmccntr },
    { "MSR of PMCCNTR trapped", leave_pmccntr_write, to_el2_with_fgt,
      .trap_kind = EXC_TRAP_OTHER, .times = 1, .prepare = trap_pmccntr },
    { "MSR of CONTEXTIDR trapped", leave_cid, of_el1_to_el2,
      .trap_kind = EXC_TRAP_OTHER, .times = 1, .prepare = trap_more },
    { "MSR of ACTLR trapped", leave_actlr, of_el1_to_el2,
      .trap_kind = EXC_TRAP_OTHER, .times = 1, .prepare = trap_more },
    { "an abort of AT's walk", leave_at, of_ns_el1_to_el2,
      .trap_kind = EXC_TRAP_DABORT, .times = 1, .prepare = translate },
    { "MSR of CONTEXTIDR", leave_cid_free, above_el0,
      { { [INST] = 1, [DP] = 1, [CID_WRITE] = 1 } }, .times = 0 },
    { "MSR of TTBR0 and TTBR1", leave_ttbr_free, above_el0,
      { { [INST] = 4, [DP] = 4, [TTBR_WRITE] = 2 } }, .times = 0 },
    { "reads of a device", leave_device, nobody,
      { { [INST] = 2, [LD] = 2, [MEM] = 2 } }, .times = 0 },
    { "code that changes code", leave_code, nobody,
      { { [INST] = 6, [DP] = 3, [LD] = 1, [ST] = 1, [MEM] = 2 } },
      .times = 0 },
    { "an interrupt", leave_irq, by_irq,
      { { [INST] = 201, [DP] = 200, [ST] = 1, [MEM] = 1 } },
      EXC_IRQ, EXC_TRAP_IRQ, .times = 1, .prepare = send_to_home },
    { "a watchpoint", leave_watched, of_el1_to_el1,
      { { [INST] = 6, [DP] = 5 } },
      .kind = EXC_DABORT, .times = 2, .prepare = watch },
    { "single steps", leave_steps, of_el1_to_el1,
      { { [INST] = 10, [DP] = 7, [LD] = 1, [ST] = 1, [MEM] = 2 } },
      .kind = EXC_UNDEF, .times = 7 },
    { "ERET to the same level", leave_eret, of_el1_to_el1,
      { { [INST] = 5, [DP] = 4, [BR] = 1, [BR_INDIRECT] = 1,
          [PC_WRITE] = 1, [EXC_RETURN] = 1 } }, .times = 0 },
    { "an illegal ERET", leave_illegal, of_el1_to_el1,
      { { [INST] = 5, [DP] = 4, [BR] = 1, [BR_INDIRECT] = 1,
          [PC_WRITE] = 1, [EXC_RETURN] = 1 } },
      .kind = EXC_UNDEF, .times = 1 },
};

/* Of @r's world, the regime of a higher level */
static enum regime regime_above(enum regime r, unsigned el)
{
    switch (el) {
    case 3:
        return regime_secure(r) ? EL3_S : EL3;
    case 2:
        return regime_eel2(r) ? SEL2 : regime_host(r) ? EL2_HOST : EL2;
    default:
        return regime_eel2(r) ? SEL1_EEL2 : regime_secure(r) ? SEL1 : EL1;
    }
}

static void use_vectors(bool leave)
{
    write_sysreg(vbar_el1, (uintptr_t)(leave ? leave_vectors_el1
                                            : vectors_el1));
    if (cpu.el2) {
        write_sysreg(vbar_el2, (uintptr_t)(leave ? leave_vectors_el2
                                            : vectors_el2));
    }
    if (cpu.el3) {
        write_sysreg(vbar_el3, (uintptr_t)(leave ? leave_vectors_el3
                                            : vectors_el3));
    }
}

static bool is_local(enum regime r, unsigned to)
{
    return to == regime_el(r) || to == regime_undef_el(r);
}

/* What is executed at @r, and what above it */
static void expect(enum regime r, const struct leave *l, unsigned to)
{
    struct counts here = l->more, there = { { 0 } };
    unsigned kind = is_local(r, to) ? l->kind : l->trap_kind;
    const struct counts *code = l->kind == EXC_IRQ ? &irq_handler : &handler;
    bool same = to == regime_el(r);

    counts_add(&here, &usual, 1);
    counts_add(&here, &stop, 1);
    counts_add(same ? &here : &there, code, l->times);
    if (kind) {
        here.of[EXC_TAKEN] += l->times;
        here.of[kind] += l->times;
    }
    expect_counts(r, l->fn, (uintptr_t)memory, (struct counted[2]) {
                      { only_in(r), &here, "there" },
                      { only_in(same ? r : regime_above(r, to)),
                        same ? NULL : &there, "above" },
                  }, l->prepare);
}

static void test_leave(enum regime r, const struct leave *l)
{
    unsigned to = l->taken_to(r);

    if (!to && !(l->taken_to == nobody && regime_el(r) == 0)) {
        return;
    }
    test_begin("D13.12 %s at %s", l->name, regime_name(r));
    use_vectors(true);
    expect(r, l, l->taken_to == nobody ? regime_el(r) : to);
    use_vectors(false);
    undo_all();
    test_end();
}

int main(void)
{
    enum regime r;

    if (!events_there()) {
        test_skip_all("no events but cycles");
    }
    write_sysreg(oslar_el1, 0);
    undo_all();
    for_each_regime(r) {
        for (unsigned i = 0; i < ARRAY_SIZE(leaves); i++) {
            test_leave(r, &leaves[i]);
        }
    }
    return 0;
}
