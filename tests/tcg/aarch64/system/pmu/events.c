/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events that are counted one by one, to the last digit.
 */
#include "event-sequence.h"

#define SEQUENCE_ARCH ".arch armv8.1-a+simd+crypto"

SEQUENCE(nothing, "")
SEQUENCE(arithmetic, "add x1, x0, #1; mul x2, x1, x1; lsr x3, x2, #3;"
                     "cmp x1, x2; csel x4, x1, x2, lt; nop; adr x5, .")
SEQUENCE(loads, "ldr x1, [x0]; ldrb w2, [x0, #1]; ldp x3, x4, [x0];"
                "ldur w5, [x0, #4]; ldrsw x6, [x0, #8]")
SEQUENCE(stores, "str x1, [x0]; strb w2, [x0, #1]; stp x1, x2, [x0];"
                 "prfm pldl1keep, [x0]")
SEQUENCE(exclusives, "1: ldxr x1, [x0]; add x1, x1, #1; stxr w2, x1, [x0];"
                     "cbnz w2, 1b")
SEQUENCE(failing, "clrex; stxr w2, x1, [x0]; stlxr w3, x1, [x0]")
SEQUENCE(branches, "b 1f; nop; 1: bl 2f; b 3f; 2: ret; 3: adr x1, 4f;"
                   "br x1; nop; 4: adr x1, 5f; blr x1; 5: nop")
SEQUENCE(conditions, "mov x1, #5; 1: subs x1, x1, #1; b.ne 1b;"
                     "cbz x1, 2f; nop; 2: cbnz x1, 3f; 3: tbz x1, #3, 4f;"
                     "nop; 4: tbnz x1, #3, 5f; 5: mov x2, #8;"
                     "tbnz x2, #3, 6f; nop; 6: b.al 7f; nop; 7: nop")
SEQUENCE(vectors, "fmov d0, #1.0; fadd d1, d0, d0; fcvtzs x1, d1;"
                  "add v2.4s, v2.4s, v2.4s; movi v3.16b, #1; ldr q3, [x0];"
                  "str d1, [x0]")
SEQUENCE(long_block, ".rept 3000; add x1, x1, #1; .endr;"
                     ".rept 700; ldr x2, [x0]; .endr")

SEQUENCE(two_pages, "b 1f; .balign 4096; .skip 4080; 1: .rept 12;"
                    "add x1, x1, #1; .endr")
SEQUENCE(atomics, "ldadd x1, x2, [x0]; stadd x1, [x0]; swpal x1, x2, [x0];"
                  "cas x1, x2, [x0]; casp x2, x3, x4, x5, [x0]")
SEQUENCE(crypto, "aese v0.16b, v1.16b; aesmc v0.16b, v0.16b;"
                 "sha256su0 v0.4s, v1.4s; pmull v0.1q, v1.1d, v2.1d")

static bool always(void)
{
    return true;
}

/* ID_AA64ISAR0_EL1 */
static bool has_atomics(void)
{
    return read_sysreg(id_aa64isar0_el1) >> 20 & 0xf;
}

static bool has_crypto(void)
{
    uint64_t isar0 = read_sysreg(id_aa64isar0_el1);

    return (isar0 >> 4 & 0xf) == 2 && (isar0 >> 12 & 0xf);
}

static const struct sequence sequences[] = {
    { "nothing", nothing, { { 0 } }, always },
    { "arithmetic", arithmetic, { { [INST] = 7, [DP] = 7 } }, always },
    { "loads", loads, { { [INST] = 5, [LD] = 5, [MEM] = 5 } }, always },
    { "stores", stores, { { [INST] = 4, [ST] = 3, [MEM] = 3, [DP] = 1 } },
      always },
    { "exclusives", exclusives,
      { { [INST] = 4, [LD] = 1, [ST] = 1, [MEM] = 2, [DP] = 1, [BR] = 1,
        [BR_IMMED] = 1, [LDREX] = 1, [STREX] = 1, [STREX_PASS] = 1 } },
      always },
    { "failing exclusives", failing,
      { { [INST] = 3, [DP] = 1, [STREX] = 2,
        [STREX_FAIL] = 2 } }, always },
    { "branches", branches,
      { { [INST] = 9, [BR] = 6, [BR_IMMED] = 3, [BR_RETURN] = 1,
        [BR_INDIRECT] = 3, [PC_WRITE] = 6, [DP] = 3 } }, always },
    { "conditions", conditions,
      { { [INST] = 19, [BR] = 11, [BR_IMMED] = 11, [PC_WRITE] = 8,
        [DP] = 8 } }, always },
    { "vectors", vectors,
      { { [INST] = 7, [VFP] = 3, [ASE] = 2, [LD] = 1, [ST] = 1, [MEM] = 2 } },
      always },
    { "code of two pages", two_pages,
      { { [INST] = 13, [DP] = 12, [BR] = 1, [BR_IMMED] = 1,
          [PC_WRITE] = 1 } }, always },
    { "atomics", atomics,
      { { [INST] = 5, [LD] = 4, [ST] = 5, [MEM] = 9 } }, has_atomics },
    { "cryptography", crypto,
      { { [INST] = 4, [CRYPTO] = 3, [ASE] = 1 } }, has_crypto },
    { "a long block", long_block,
      { { [INST] = 3700, [DP] = 3000, [LD] = 700, [MEM] = 700 } }, always },
};

static uint64_t two_reads(uint64_t unused, uint64_t mask)
{
    uint64_t first, second;

    (void)unused;
    asm volatile("isb\n\t"
                 "msr pmcntenset_el0, %2\n\t"
                 "nop; nop\n\t"
                 "mrs %0, pmevcntr0_el0\n\t"
                 "mrs %1, pmevcntr0_el0\n\t"
                 "msr pmcntenclr_el0, %2"
                 : "=&r"(first), "=&r"(second) : "r"(mask));
    return second << 32 | first;
}

/* A read does not count itself; the next one counts it. */
static void test_reads(enum regime r)
{
    uint64_t reads;

    test_begin("D13.12 reads at %s", regime_name(r));
    pmu_reset();
    reg_write(PMEVTYPER(0), only_in(r) | EVENT_INST_RETIRED);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    reads = run_at(r, two_reads, 0, 1);
    test_expect((uint32_t)reads, 2, "first");
    test_expect(reads >> 32, 3, "second");
    test_expect(reg_read(PMEVCNTR(0)), 5, "in the end");
    test_end();
}

/* What PMCEID has for it, one of 128 bits; or -1 */
static int ceid_bit(unsigned number)
{
    unsigned low = number & 0x3fff;

    if (low >= 64) {
        return -1;
    }
    return (low & 32) << 1 | (number & 0x4000) >> 9 | (low & 31);
}

static bool in_table(int bit)
{
    /* Those that count no instructions: cycles, software, QEMU's TLB */
    static const uint16_t others[] = { 0x00, 0x02, 0x05, 0x11, 0x1d, 0x1e };
    int i;

    for_each_event(i) {
        if (ceid_bit(events[i].number) == bit) {
            return true;
        }
    }
    for (unsigned n = 0; n < ARRAY_SIZE(others); n++) {
        if (others[n] == bit) {
            return true;
        }
    }
    return cpu.version >= PMUV3P1 &&
           (bit == ceid_bit(0x34) || bit == ceid_bit(0x35));
}

/* PMCEID has what there is, and what it does not have does not count. */
static void test_announced(void)
{
    uint64_t ceid[2] = { reg_read(PMCEID0), reg_read(PMCEID1) };

    test_begin("D13.12 PMCEID");
    for (int bit = 0; bit < 128; bit++) {
        bool there = ceid[bit / 64] >> bit % 64 & 1;
        unsigned number = (bit & 31) | (bit & 64) >> 1 | (bit & 32) << 9;

        test_expect(there, in_table(bit), "event 0x%x", number);
        /* Before PMUv3p1 a number has ten bits, and stands for another. */
        if (!there && (number < 0x400 || cpu.version >= PMUV3P1)) {
            pmu_reset();
            reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | number);
            reg_write(PMCNTENSET, 1);
            reg_write(PMCR, PMCR_LC | PMCR_E);
            exclusives(0, 0);
            branches(0, 0);
            test_expect(reg_read(PMEVCNTR(0)), 0, "event 0x%x", number);
        }
    }
    test_end();
}

/* CPTR_EL2's field is there with HCR_EL2.E2H = 1 only. */
static void enable_fp(void)
{
    write_sysreg(cpacr_el1, 3 << 20);
    if (cpu.el2) {
        write_sysreg(cptr_el2, read_sysreg(cptr_el2) | 3 << 20);
    }
}

int main(void)
{
    enum regime r;

    if (!events_there()) {
        test_skip_all("no events but cycles");
    }
    enable_fp();
    test_announced();
    for_each_regime(r) {
        test_reads(r);
        for (unsigned i = 0; i < ARRAY_SIZE(sequences); i++) {
            test_sequence(r, &sequences[i]);
        }
    }
    return 0;
}
