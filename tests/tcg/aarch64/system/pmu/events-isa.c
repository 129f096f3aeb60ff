/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions of extensions that events could take for something else: pairs
 * and large atomics, pointer authentication, tags, copies, SVE. Each is
 * executed, and counted to the last digit.
 */
#include "event-sequence.h"

#define SEQUENCE_ARCH ".arch armv8.8-a+simd+crypto+sve2+memtag+rcpc+pauth"

#define SCTLR_ALLOWED   (1ull << 33 | 1 << 26 | 1 << 14) /* MSCEn, UCI, DZE */
#define HCRX_EL2        S3_4_C1_C2_2
#define HCRX_MSCEN      (1ull << 11)
#define HCR_EL2_APK     (1ull << 40)
#define HCR_EL2_API     (1ull << 41)
#define CPTR_EL2_TZ     (1ull << 8)

SEQUENCE(pairs, "ldxp x1, x2, [x0]; stxp w3, x1, x2, [x0];"
                "ldaxp w1, w2, [x0]; stlxp w3, w1, w2, [x0];"
                "clrex; stxp w3, x1, x2, [x0];"
                "ldnp x1, x2, [x0]; stnp q0, q1, [x0]; ldpsw x1, x2, [x0]")
SEQUENCE(ordered, "ldar x1, [x0]; stlr x1, [x0]; ldapr x1, [x0];"
                  "ldapur w1, [x0, #4]; ldapursw x1, [x0, #4];"
                  "stlur x1, [x0, #8]; ldlar x1, [x0]; stllr x1, [x0]")
SEQUENCE(large, "ldsetal w1, w2, [x0]; stset w1, [x0]; ldumaxh w1, w2, [x0];"
                "swpb w1, w2, [x0]; casal w1, w2, [x0];"
                "caspl w2, w3, w4, w5, [x0]; ldadda x1, xzr, [x0]")
SEQUENCE(prefetches, "prfm pstl2strm, [x0, #8]; prfum pldl1keep, [x0, #3];"
                     "prfm pldl1keep, .; prfm pldl1keep, [x0, xzr];"
                     "dc cvac, x0; ldr w1, .; ldrsw x1, .")
SEQUENCE(vector_memory, "ld1 {v0.16b, v1.16b}, [x0]; st1 {v0.s}[1], [x0];"
                        "ld4r {v0.8b, v1.8b, v2.8b, v3.8b}, [x0];"
                        "ldp q0, q1, [x0]; stp s0, s1, [x0]; ldr d0, [x0];"
                        "str q0, [x0]; ldr s0, .")
SEQUENCE(moves, "fmov x1, d0; fmov d0, x1; fmov x1, v0.d[1]; umov w1, v0.s[1];"
                "ins v0.d[0], x1; dup v0.4s, w1; smov x1, v0.h[2];"
                "fmov d1, d0; fmov v0.4s, #1.0; scvtf d0, x1; fcvtzs w1, s0;"
                "mov v0.b[1], v1.b[2]; fcmp d0, d1; fjcvtzs w1, d0")
SEQUENCE(authenticated, "paciasp; adr x1, 1f; braaz x1; nop; 1: adr x1, 2f;"
                        "blraaz x1; b 3f; 2: ret; 3: adr x1, 4f; pacia x1, x2;"
                        "mov x30, x1; nop; 4: xpaci x1; ldraa x3, [x0]")
SEQUENCE(returns, "bl 1f; b 2f; 1: ret; 2: adr x5, 3f; ret x5; nop;"
                  "3: adr x30, 4f; retaa; nop; 4: nop; cmp x0, x0;"
                  "bc.eq 5f; nop; 5: bc.al 6f; nop; 6: nop")
SEQUENCE(tags, "ldg x1, [x0]; stg x0, [x0]; st2g x0, [x0]; stzg x0, [x0];"
               "stgp x1, x2, [x0]; irg x1, x0; addg x1, x0, #0, #1;"
               "gmi x1, x0, x1; subp x2, x0, x1; ldr x2, [x0]")
SEQUENCE(copies, "add x1, x0, #256; mov x2, #100; mov x3, x0;"
                 "cpyfp [x1]!, [x3]!, x2!; cpyfm [x1]!, [x3]!, x2!;"
                 "cpyfe [x1]!, [x3]!, x2!; mov x1, x0; mov x2, #100;"
                 "setp [x1]!, x2!, xzr; setm [x1]!, x2!, xzr;"
                 "sete [x1]!, x2!, xzr")
SEQUENCE(scalable, "ptrue p0.d; ld1d {z0.d}, p0/z, [x0]; index z1.d, #0, #8;"
                   "ld1d {z2.d}, p0/z, [x0, z1.d];"
                   "st1d {z2.d}, p0, [x0, z1.d]; st1b {z0.b}, p0, [x0];"
                   "ldff1d {z0.d}, p0/z, [x0]; ldnt1d {z0.d}, p0/z, [x0];"
                   "ld2d {z0.d, z1.d}, p0/z, [x0]; ld1rd {z0.d}, p0/z, [x0];"
                   "prfd pldl1keep, p0, [x0]; ldr z0, [x0]; str p0, [x0];"
                   "prfb pldl1keep, p0, [x0, z1.d]; add z0.d, z0.d, z1.d;"
                   "fadd z0.d, z0.d, z1.d; ldr p1, [x0]; cntd x1;"
                   "incd x1; stnt1d {z0.d}, p0, [x0]")
SEQUENCE(zeroes, "dc zva, x0; sevl; yield; wfe; sb; isb; dsb sy; dmb ish;"
                 "msr nzcv, x9; csdb; bti j; mrs x1, fpcr; msr fpcr, x1")

static unsigned field(uint64_t id, unsigned bit)
{
    return id >> bit & 0xf;
}

static bool of_max(void)
{
    return field(read_sysreg(id_aa64isar1_el1), 20) >= 2 && /* LRCPC2 */
           field(read_sysreg(id_aa64isar1_el1), 12);        /* JSCVT */
}

static bool has_tags(void)
{
    return of_max() && field(read_sysreg(id_aa64pfr1_el1), 8);
}

static bool has_copies(void)
{
    return of_max() && field(read_sysreg(S3_0_C0_C6_2), 16);
}

static bool has_sve(void)
{
    return of_max() && field(read_sysreg(id_aa64pfr0_el1), 32);
}

static const struct sequence sequences[] = {
    { "pairs", pairs,
      { { [INST] = 9, [LD] = 4, [ST] = 3, [MEM] = 7, [LDREX] = 2, [DP] = 1,
          [STREX] = 3, [STREX_PASS] = 2, [STREX_FAIL] = 1 } }, of_max },
    { "ordered accesses", ordered,
      { { [INST] = 8, [LD] = 5, [ST] = 3, [MEM] = 8 } }, of_max },
    { "large atomics", large,
      { { [INST] = 7, [LD] = 5, [ST] = 7, [MEM] = 12 } }, of_max },
    { "prefetches and literals", prefetches,
      { { [INST] = 7, [DP] = 5, [LD] = 2, [MEM] = 2 } }, of_max },
    { "vectors in memory", vector_memory,
      { { [INST] = 8, [LD] = 5, [ST] = 3, [MEM] = 8 } }, of_max },
    { "moves to and from vectors", moves,
      { { [INST] = 14, [DP] = 7, [VFP] = 5, [ASE] = 2 } }, of_max },
    { "authenticated branches", authenticated,
      { { [INST] = 13, [DP] = 8, [LD] = 1, [MEM] = 1, [BR] = 4,
          [BR_IMMED] = 1, [BR_RETURN] = 1, [BR_INDIRECT] = 3,
          [PC_WRITE] = 4 } }, of_max },
    { "returns", returns,
      { { [INST] = 12, [DP] = 5, [BR] = 7, [BR_IMMED] = 4, [BR_RETURN] = 3,
          [BR_INDIRECT] = 3, [PC_WRITE] = 7 } }, of_max },
    { "tags", tags,
      { { [INST] = 10, [DP] = 4, [LD] = 2, [ST] = 4, [MEM] = 6 } }, has_tags },
    { "copies", copies,
      { { [INST] = 11, [DP] = 5, [LD] = 3, [ST] = 6, [MEM] = 9 } },
      has_copies },
    { "SVE", scalable,
      { { [INST] = 20, [LD] = 8, [ST] = 4, [MEM] = 12 } }, has_sve },
    { "DC ZVA, hints and barriers", zeroes,
      { { [INST] = 13, [DP] = 11, [ST] = 1, [MEM] = 1 } }, of_max },
};

static void enable(void)
{
    uint64_t fp_sve = 3 << 20 | 3 << 16;

    write_sysreg(cpacr_el1, fp_sve);
    write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_ALLOWED);
    if (cpu.el2) {
        hcr_el2_extra = HCR_EL2_APK | HCR_EL2_API;
        regime_default();
        write_sysreg(cptr_el2, (read_sysreg(cptr_el2) & ~CPTR_EL2_TZ) |
                     fp_sve);
        write_sysreg(sctlr_el2, read_sysreg(sctlr_el2) | SCTLR_ALLOWED);
        if (has_copies()) {
            write_sysreg(HCRX_EL2, HCRX_MSCEN);
        }
    }
}

int main(void)
{
    enum regime r;

    if (!events_there() || !of_max()) {
        test_skip_all("no extensions, or no events but cycles");
    }
    if (cpu.home == 3) {
        test_skip_all("EL2 or EL1 have to be home");
    }
    enable();
    for_each_regime(r) {
        for (unsigned i = 0; i < ARRAY_SIZE(sequences); i++) {
            test_sequence(r, &sequences[i]);
        }
    }
    return 0;
}
