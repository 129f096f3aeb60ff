/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/decode-*.c: instructions by name, and what is true of every
 * opcode.
 */

#include "qemu/osdep.h"
#include "pmu/core/decode.h"
#include "main.h"
#include <glib.h>

/* The kinds that the tables name */
typedef enum Kind {
    NONE,           /* exceptions count it, or it is not executed */
    OTHER,          /* an instruction, and nothing more */
    DP,
    ASE,
    VFP,
    CRYPTO,
    LOAD,
    STORE,
    BOTH,
    LDREX,
    STREX,
    IMMEDIATE,
    INDIRECT,
    RETURN,
    ERET,
    LOAD_PC,        /* the same, from memory */
    LOAD_RETURN,
    LOAD_ERET,
    CID,
    TTBR,
    READS,          /* the PMU */
    WRITES,
    KINDS,
} Kind;

typedef struct Case {
    uint32_t opcode;
    const char *text;
    Kind kind;
} Case;

typedef struct Status {
    uint32_t opcode;
    const char *text;
    int status;
} Status;

#include "decode-cases-a64.h"
#include "decode-cases-a32.h"
#include "decode-cases-t32.h"

typedef PMUInsn (*Decode)(uint32_t insn);

typedef struct Kinds {
    const char *always;
    const char *if_passed;
    PMUInsnUse use;
} Kinds;

static const Kinds kinds[KINDS] = {
    [NONE]      = { "", "", PMU_INSN_PLAIN },
    [OTHER]     = { "INST", "", PMU_INSN_PLAIN },
    [DP]        = { "INST DP", "", PMU_INSN_PLAIN },
    [ASE]       = { "INST ASE", "", PMU_INSN_PLAIN },
    [VFP]       = { "INST VFP", "", PMU_INSN_PLAIN },
    [CRYPTO]    = { "INST CRYPTO", "", PMU_INSN_PLAIN },
    [LOAD]      = { "INST", "LD MEM", PMU_INSN_PLAIN },
    [STORE]     = { "INST", "ST MEM", PMU_INSN_PLAIN },
    [BOTH]      = { "INST", "LD ST MEM", PMU_INSN_PLAIN },
    [LDREX]     = { "INST", "LD MEM LDREX", PMU_INSN_PLAIN },
    [STREX]     = { "INST", "ST MEM STREX", PMU_INSN_PLAIN },
    [IMMEDIATE] = { "INST BR BR_IMMED", "PC_WRITE", PMU_INSN_PLAIN },
    [INDIRECT]  = { "INST BR BR_INDIRECT", "PC_WRITE", PMU_INSN_PLAIN },
    [RETURN]    = { "INST BR BR_INDIRECT", "BR_RETURN PC_WRITE",
                    PMU_INSN_PLAIN },
    [ERET]      = { "INST BR BR_INDIRECT", "PC_WRITE EXC_RETURN",
                    PMU_INSN_PLAIN },
    [LOAD_PC]   = { "INST BR BR_INDIRECT", "LD MEM PC_WRITE",
                    PMU_INSN_PLAIN },
    [LOAD_RETURN] = { "INST BR BR_INDIRECT", "LD MEM BR_RETURN PC_WRITE",
                      PMU_INSN_PLAIN },
    [LOAD_ERET] = { "INST BR BR_INDIRECT", "LD MEM PC_WRITE EXC_RETURN",
                    PMU_INSN_PLAIN },
    [CID]       = { "INST DP", "CID_WRITE", PMU_INSN_PLAIN },
    [TTBR]      = { "INST DP", "TTBR_WRITE", PMU_INSN_PLAIN },
    [READS]     = { "INST DP", "", PMU_INSN_READS_PMU },
    [WRITES]    = { "INST DP", "", PMU_INSN_WRITES_PMU },
};

static const char *const source_names[PMU_INSN_SOURCES] = {
    [PMU_SOURCE_INST] = "INST",
    [PMU_SOURCE_LD] = "LD",
    [PMU_SOURCE_ST] = "ST",
    [PMU_SOURCE_MEM] = "MEM",
    [PMU_SOURCE_BR] = "BR",
    [PMU_SOURCE_BR_IMMED] = "BR_IMMED",
    [PMU_SOURCE_BR_RETURN] = "BR_RETURN",
    [PMU_SOURCE_BR_INDIRECT] = "BR_INDIRECT",
    [PMU_SOURCE_PC_WRITE] = "PC_WRITE",
    [PMU_SOURCE_DP] = "DP",
    [PMU_SOURCE_ASE] = "ASE",
    [PMU_SOURCE_VFP] = "VFP",
    [PMU_SOURCE_CRYPTO] = "CRYPTO",
    [PMU_SOURCE_LDREX] = "LDREX",
    [PMU_SOURCE_STREX] = "STREX",
    [PMU_SOURCE_STREX_PASS] = "STREX_PASS",
    [PMU_SOURCE_STREX_FAIL] = "STREX_FAIL",
    [PMU_SOURCE_CID_WRITE] = "CID_WRITE",
    [PMU_SOURCE_TTBR_WRITE] = "TTBR_WRITE",
    [PMU_SOURCE_EXC_RETURN] = "EXC_RETURN",
};

/* The names of what @sources has, in the order of the list above */
static char *names(uint32_t sources)
{
    GString *text = g_string_new(NULL);

    for (int i = 0; i < PMU_INSN_SOURCES; i++) {
        if (sources >> i & 1) {
            g_string_append_printf(text, "%s%s", text->len ? " " : "",
                                   source_names[i]);
        }
    }
    return g_string_free(text, false);
}

static void check_case(Decode decode, const Case *c)
{
    PMUInsn insn = decode(c->opcode);
    const Kinds *k = &kinds[c->kind];
    g_autofree char *always = names(insn.always);
    g_autofree char *if_passed = names(insn.if_passed);

    if (strcmp(always, k->always) || strcmp(if_passed, k->if_passed) ||
        insn.use != k->use) {
        g_test_message("0x%08x %s: \"%s\", \"%s\" if passed, use %d; "
                       "expected \"%s\", \"%s\", %d",
                       c->opcode, c->text, always, if_passed, insn.use,
                       k->always, k->if_passed, k->use);
        g_test_fail();
    }
}

static void check_cases(Decode decode, const Case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        check_case(decode, &cases[i]);
    }
}

static void check_statuses(Decode decode, const Status *statuses, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const Status *s = &statuses[i];
        int status = decode(s->opcode).status;

        if (status != s->status) {
            g_test_message("0x%08x %s: status in %d, expected %d",
                           s->opcode, s->text, status, s->status);
            g_test_fail();
        }
    }
}

static void test_a64(void)
{
    check_cases(pmu_decode_a64, cases_a64, G_N_ELEMENTS(cases_a64));
    check_statuses(pmu_decode_a64, statuses_a64,
                   G_N_ELEMENTS(statuses_a64));
}

static void test_a32(void)
{
    check_cases(pmu_decode_a32, cases_a32, G_N_ELEMENTS(cases_a32));
    check_statuses(pmu_decode_a32, statuses_a32,
                   G_N_ELEMENTS(statuses_a32));
}

static void test_t32(void)
{
    check_cases(pmu_decode_t32, cases_t32, G_N_ELEMENTS(cases_t32));
    check_statuses(pmu_decode_t32, statuses_t32,
                   G_N_ELEMENTS(statuses_t32));
}

#define HAS(SOURCES, NAME)  (((SOURCES) & PMU_SOURCE_BIT(NAME)) != 0)

static bool is_one_of(uint32_t sources, uint32_t set)
{
    return __builtin_popcount(sources & set) <= 1;
}

/* What an instruction may do is counted in one place, and as a kind of it. */
static const char *broken_rule(PMUInsn i)
{
    uint32_t all = i.always | i.if_passed;
    bool memory = HAS(all, LD) || HAS(all, ST);
    uint32_t branches = PMU_SOURCE_BIT(BR_IMMED) |
                        PMU_SOURCE_BIT(BR_INDIRECT);
    uint32_t processing = PMU_SOURCE_BIT(DP) | PMU_SOURCE_BIT(ASE) |
                          PMU_SOURCE_BIT(VFP) | PMU_SOURCE_BIT(CRYPTO);

    if (all >> PMU_INSN_SOURCES || (i.always & i.if_passed)) {
        return "each source is one of instructions, and has one condition";
    } else if (all && !HAS(i.always, INST)) {
        return "what has sources is an instruction";
    } else if (memory != HAS(i.if_passed, MEM)) {
        return "an access to memory is a load or a store";
    } else if (HAS(all, BR) != HAS(i.if_passed, PC_WRITE) ||
               HAS(all, BR) != ((i.always & branches) != 0) ||
               !is_one_of(all, branches)) {
        return "a branch writes the PC, to an offset or indirectly";
    } else if (!is_one_of(all, PMU_SOURCE_BIT(BR_RETURN) |
                               PMU_SOURCE_BIT(BR_IMMED) |
                               PMU_SOURCE_BIT(EXC_RETURN)) ||
               (HAS(all, EXC_RETURN) && !HAS(all, BR))) {
        return "a return is an indirect branch";
    } else if (!is_one_of(all, processing) ||
               ((all & processing) && (memory || HAS(all, BR)))) {
        return "data processing has one kind, no access and no branch";
    } else if ((HAS(all, LDREX) && !HAS(all, LD)) ||
               (HAS(all, STREX) && (!HAS(all, ST) || HAS(all, LD)))) {
        return "an exclusive load loads, an exclusive store stores only";
    } else if (HAS(all, STREX_PASS) || HAS(all, STREX_FAIL) ||
               i.status < -1 || i.status > 30 ||
               (i.status != -1 && !HAS(all, STREX))) {
        return "only an exclusive store has a status, and a register for it";
    } else if (i.use < PMU_INSN_PLAIN || i.use > PMU_INSN_WRITES_PMU ||
               (i.use != PMU_INSN_PLAIN && !HAS(all, INST))) {
        return "what has a use is an instruction";
    }
    return NULL;
}

static bool check_rules(Decode decode, uint32_t opcode)
{
    const char *rule = broken_rule(decode(opcode));

    if (rule) {
        g_test_fail_printf("0x%08x: %s", opcode, rule);
    }
    return !rule;
}

/*
 * All values of the upper half and of bits 10 to 4, where the fields are that
 * tell instructions apart, the others at random
 */
static void sweep(Decode decode)
{
    for (uint32_t upper = 0; upper < 0x10000; upper++) {
        for (uint32_t lower = 0; lower < 0x80; lower++) {
            uint32_t others = g_test_rand_int() & 0xf80f;

            if (!check_rules(decode, upper << 16 | lower << 4 | others)) {
                return;
            }
        }
    }
}

static void test_sweep_a64(void)
{
    sweep(pmu_decode_a64);
}

static void test_sweep_a32(void)
{
    sweep(pmu_decode_a32);
}

/* 16 bits are opcodes whose upper half is 0; there all of them are tried. */
static void test_sweep_t32(void)
{
    for (uint32_t opcode = 0; opcode < 0x10000; opcode++) {
        if (!check_rules(pmu_decode_t32, opcode)) {
            return;
        }
    }
    sweep(pmu_decode_t32);
}

void add_tests(void)
{
    g_test_add_func("/decode/a32", test_a32);
    g_test_add_func("/decode/a32/every-opcode", test_sweep_a32);
    g_test_add_func("/decode/a64", test_a64);
    g_test_add_func("/decode/a64/every-opcode", test_sweep_a64);
    g_test_add_func("/decode/t32", test_t32);
    g_test_add_func("/decode/t32/every-opcode", test_sweep_t32);
}
