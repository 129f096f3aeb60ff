/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: counting in translated code.
 *
 * A block counts what its flags name (sets.h), nothing else: it is generated
 * as ever where no counter of the CPU can count there. What an instruction is
 * counted for follows from its opcode (decode.h), so that the sum of a block
 * is known when it is translated: it is subtracted, at the block's start,
 * from what is left of each source until the next overflow.
 *
 * Who leaves the block in the middle gives back what did not happen. That
 * stands beside the PC in the data from which QEMU finds the guest's state at
 * each instruction: the part of the sum from that instruction on.
 *
 * An instruction that looks at the PMU splits the sum: a segment ends before
 * it, or after it if it may change who counts. So does one whose part would
 * not fit the data any more. What depends on a condition, or on whether an
 * exclusive store has stored, is worked out when it is executed.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "exec/target_page.h"
#include "tcg/tcg.h"
#include "tcg/translate.h"
#include "pmu/core/decode.h"
#include "condition.h"
#include "select.h"

#define HELPER_H "pmu/engine/helper-pmu.h"
#include "exec/helper-proto.h.inc"
#include "exec/helper-gen.h.inc"
#include "exec/helper-info.c.inc"
#undef HELPER_H

/*
 * ARMPMUSpent: the way from the block and back if a source is spent. It lies
 * behind the block's end: a branch that is hardly ever taken costs least, and
 * one that the host does not know yet is taken not to be.
 */
typedef struct ARMPMUSpent {
    struct ARMPMUSpent *next;
    TCGLabel *leave, *back;
} ARMPMUSpent;

/*
 * ARMPMUCode: one block on its way
 * @sources: what it counts; 0 for nothing
 * @ends: the current instruction has to be its last one
 * @complete: what it counts is generated
 *
 * @open: the segment has instructions already
 * @start: its counting goes behind this op
 * @first: the op that starts its first instruction
 * @insns: its instructions
 * @sum: what it counts
 * @before: of each of them, what those before it count; less what it counts
 *     itself, if it is executed at all, where it is executed
 * @here: what some of them count themselves
 *
 * @own: what the current instruction has been counted for
 * @status: the register that tells whether an exclusive store has stored; -1
 *     for none
 * @passed: and 1 if its condition has passed, NULL if it has none
 *
 * @read: a conditional instruction that reads the PMU counts this if @passed
 *
 * @spent: where it asks whether a source is spent
 */
typedef struct ARMPMUCode {
    uint32_t sources;
    bool ends, complete;

    bool open;
    TCGOp *start, *first;
    unsigned insns;
    PMUPacked sum;
    PMUPacked before[TCG_MAX_INSNS];
    uint32_t here;

    PMUPacked own;
    int status;
    TCGv_i64 passed;

    PMUPacked read;

    ARMPMUSpent *spent;
} ARMPMUCode;

/* A thread translates one block at a time. */
static __thread ARMPMUCode translating;

/* Generating code */

static TCGv_i64 gen_count(unsigned source, TCGv_i64 events)
{
    TCGv_i64 left = tcg_temp_new_i64();
    intptr_t place = arm_pmu_left_offset(source);

    tcg_gen_ld_i64(left, tcg_env, place);
    tcg_gen_sub_i64(left, left, events);
    tcg_gen_st_i64(left, tcg_env, place);
    return left;
}

static TCGv_i64 gen_or(TCGv_i64 some, TCGv_i64 more)
{
    if (some) {
        tcg_gen_or_i64(more, more, some);
    }
    return more;
}

/* The sign of @left: is one of them below 0? */
static void gen_spent_if_negative(TCGv_i64 left)
{
    ARMPMUSpent *spent = tcg_malloc(sizeof(*spent));

    spent->next = translating.spent;
    spent->leave = gen_new_label();
    spent->back = gen_new_label();
    translating.spent = spent;
    tcg_gen_brcondi_i64(TCG_COND_LT, left, 0, spent->leave);
    gen_set_label(spent->back);
}

/* Count @packed, @times (0 or 1) if that is not NULL. */
static void gen_packed(uint32_t sources, PMUPacked packed, TCGv_i64 times)
{
    TCGv_i64 left = NULL;

    for (uint32_t rest = sources; packed && rest; rest &= rest - 1) {
        unsigned source = ctz32(rest);
        unsigned events = pmu_unpack(sources, packed, source);
        TCGv_i64 value = tcg_constant_i64(events);

        if (!events) {
            continue;
        }
        if (times) {
            value = tcg_temp_new_i64();
            tcg_gen_muli_i64(value, times, events);
        }
        left = gen_or(left, gen_count(source, value));
    }
    if (left) {
        gen_spent_if_negative(left);
    }
}

/* Segments */

/* Keep @back with the instruction that starts with @op: see select.h. */
static void set_unwind(TCGOp *op, PMUPacked back)
{
    uint32_t second = tcg_get_insn_start_param(op, 1);
    uint32_t third = tcg_get_insn_start_param(op, 2);

    tcg_set_insn_start_param(op, 1, second | back << 32);
    tcg_set_insn_start_param(op, 2, third | back >> 32 << 32);
}

static void open_segment(ARMPMUCode *code, TCGOp *first)
{
    code->open = true;
    code->start = tcg_last_op();
    code->first = first;
    code->insns = 0;
    code->here = 0;
}

/*
 * Generate its counting, and tell each instruction what it gives back.
 * @next: the op that starts the first instruction behind it, NULL if none
 */
static void close_segment(ARMPMUCode *code, TCGOp *next)
{
    unsigned i = 0;

    if (!code->open) {
        open_segment(code, NULL);
    }
    for (TCGOp *op = code->first; op && op != next;
         op = QTAILQ_NEXT(op, link)) {
        if (op->opc == INDEX_op_insn_start) {
            set_unwind(op, code->sum - code->before[i++]);
        }
    }
    tcg_ctx->emit_before_op = QTAILQ_NEXT(code->start, link);
    gen_packed(code->sources, code->sum, NULL);
    tcg_ctx->emit_before_op = NULL;
    code->open = false;
    code->sum = 0;
}

/* Also for one that gives back the sum and what it has counted itself */
static bool has_room(const ARMPMUCode *code, PMUPacked always, uint32_t here)
{
    return pmu_packed_fits(code->sources, code->sum,
                           always + pmu_pack(code->sources,
                                             code->here | here));
}

/*
 * One more instruction
 * @always: it counts this with the segment
 * @here: and this by itself, where it is executed
 */
static void add_insn(ARMPMUCode *code, TCGOp *start, PMUPacked always,
                     uint32_t here)
{
    PMUPacked itself = pmu_pack(code->sources, here);

    if (code->open && !has_room(code, always, here)) {
        close_segment(code, start);
    }
    if (!code->open) {
        open_segment(code, start);
    }
    code->before[code->insns++] = code->sum - itself;
    code->sum += always;
    code->here |= here;
    code->own = always + itself;
}

/* Instructions that are counted by their own rules */

/* What an exclusive store is counted for only if it has stored, or has not */
#define IF_STORED   (PMU_SOURCE_BIT(ST) | PMU_SOURCE_BIT(MEM) |         \
                     PMU_SOURCE_BIT(STREX_PASS))
#define IF_NOT      PMU_SOURCE_BIT(STREX_FAIL)

/* Whether the exclusive store before this instruction has stored */
static void gen_stored(DisasContext *s, ARMPMUCode *code)
{
    TCGv_i64 stored, failed, left = NULL;

    if (code->status < 0) {
        return;
    }
    stored = pmu_gen_test(pmu_gen_register(s, code->status, false), true);
    failed = tcg_temp_new_i64();
    tcg_gen_xori_i64(failed, stored, 1);
    if (code->passed) {
        tcg_gen_and_i64(stored, stored, code->passed);
        tcg_gen_and_i64(failed, failed, code->passed);
    }
    for (uint32_t rest = code->sources & IF_STORED; rest; rest &= rest - 1) {
        left = gen_or(left, gen_count(ctz32(rest), stored));
    }
    if (code->sources & IF_NOT) {
        left = gen_or(left, gen_count(PMU_SOURCE_STREX_FAIL, failed));
    }
    if (left) {
        gen_spent_if_negative(left);
    }
    code->status = -1;
}

static void gen_condition_failed(ARMPMUCode *code, PMUPacked packed,
                                 TCGv_i64 passed)
{
    TCGv_i64 failed = tcg_temp_new_i64();

    tcg_gen_xori_i64(failed, passed, 1);
    gen_packed(code->sources, packed, failed);
}

/*
 * A read does not see itself, so it counts behind. Where it has a condition,
 * the way around it may leave the block.
 */
static void count_read(ARMPMUCode *code, TCGOp *start, PMUPacked always,
                       TCGv_i64 passed)
{
    close_segment(code, start);
    code->own = 0;
    if (passed) {
        gen_condition_failed(code, always, passed);
        code->read = always;
        code->passed = passed;
    } else {
        code->sum = always;
    }
}

static void gen_read(ARMPMUCode *code)
{
    gen_packed(code->sources, code->read, code->passed);
    code->read = 0;
}

static PMUInsn decode(const DisasContext *s)
{
    return s->aarch64 ? pmu_decode_a64(s->insn) :
           s->thumb ? pmu_decode_t32(s->insn) : pmu_decode_a32(s->insn);
}

static void count_insn(DisasContext *s, ARMPMUCode *code, const PMUInsn *insn)
{
    TCGOp *start = s->base.insn_start;
    bool status = insn->status >= 0 && (code->sources & (IF_STORED | IF_NOT));
    PMUPacked always = pmu_pack(code->sources, insn->always);
    uint32_t here = insn->if_passed & ~(status ? IF_STORED : 0);
    bool read = insn->use == PMU_INSN_READS_PMU || pmu_leaves_silently(s);
    TCGv_i64 passed = NULL;

    if (((here & code->sources) || status || read ||
         pmu_generates_exception(s)) && pmu_has_condition(s)) {
        passed = pmu_gen_passed(s);
    }
    if (!passed) {
        always += pmu_pack(code->sources, here);
        here = 0;
    }
    if (read) {
        count_read(code, start, always, passed);
        return;
    }
    add_insn(code, start, always, here);
    if (insn->use == PMU_INSN_WRITES_PMU) {
        close_segment(code, NULL);
    }
    gen_packed(code->sources, pmu_pack(code->sources, here), passed);
    if (passed && pmu_generates_exception(s)) {
        gen_condition_failed(code, pmu_pack(code->sources,
                                            PMU_SOURCE_BIT(INST)), passed);
    }
    if (status) {
        code->status = insn->status;
        code->passed = passed;
    }
}

/* What the translator calls */

void arm_pmu_translate_insn(DisasContext *s)
{
    ARMPMUCode *code = &translating;
    PMUInsn insn;

    if (!s->aarch64 && arm_dc_feature(s, ARM_FEATURE_M)) {
        return;
    }
    insn = decode(s);
    if (s->base.num_insns == 1) {
        s->pmu = code;
        code->sources = arm_pmu_block_sources(s->base.tb);
        code->ends = code->complete = code->open = false;
        code->sum = code->own = code->read = 0;
        code->status = -1;
        code->spent = NULL;
    }
    if (code->sources) {
        gen_stored(s, code);
        gen_read(code);
        count_insn(s, code, &insn);
    }
    /* What comes next may have to be counted by other blocks. */
    if (insn.use == PMU_INSN_WRITES_PMU) {
        s->base.max_insns = s->base.num_insns;
        code->ends = true;
    }
}

/* What an instruction of a block that is complete gives back */
static PMUPacked unwound_at_pc(const DisasContext *s)
{
    uint64_t pc = s->pc_curr;
    TCGOp *op;

    if (tb_cflags(s->base.tb) & CF_PCREL) {
        pc &= ~TARGET_PAGE_MASK;
    }
    QTAILQ_FOREACH(op, &tcg_ctx->ops, link) {
        if (op->opc == INDEX_op_insn_start &&
            tcg_get_insn_start_param(op, 0) == pc) {
            uint64_t data[] = {
                pc, tcg_get_insn_start_param(op, 1),
                tcg_get_insn_start_param(op, 2),
            };

            return arm_pmu_get_unwind(data);
        }
    }
    return 0;
}

/*
 * The current instruction does not come to its end. Its part of the sum is
 * given back, and what it counts by itself: if it has a condition, that has
 * passed. If the block is complete, the exception is one that is out of the
 * way at its end, of an instruction in the middle: so are those behind it.
 */
void arm_pmu_translate_exception(DisasContext *s, int64_t pc_diff)
{
    ARMPMUCode *code = s->pmu;
    PMUPacked back;

    if (!code || !code->sources || pc_diff != 0) {
        return;
    }
    back = code->complete ? unwound_at_pc(s) : code->own;
    for (uint32_t rest = code->sources; rest; rest &= rest - 1) {
        unsigned source = ctz32(rest);
        unsigned events = pmu_unpack(code->sources, back, source);

        if (events) {
            gen_count(source, tcg_constant_i64(-(int64_t)events));
        }
    }
}

void arm_pmu_translate_end(DisasContext *s)
{
    ARMPMUCode *code = s->pmu;

    if (!code) {
        return;
    }
    if (code->sources) {
        gen_stored(s, code);
        gen_read(code);
        close_segment(code, NULL);
        code->complete = true;
    }
    if (code->ends && s->base.is_jmp == DISAS_TOO_MANY) {
        s->base.is_jmp = DISAS_UPDATE_NOCHAIN;
    }
}

void arm_pmu_translate_spent(DisasContext *s)
{
    for (ARMPMUSpent *spent = s->pmu ? s->pmu->spent : NULL; spent;
         spent = spent->next) {
        gen_set_label(spent->leave);
        gen_helper_arm_pmu_spent(tcg_env);
        tcg_gen_br(spent->back);
    }
}
