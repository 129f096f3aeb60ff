/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the rest of QEMU calls.
 *
 * Included by internals.h, after cpu.h. User-mode emulation keeps QEMU's
 * stock model and gets empty functions.
 */

#ifndef TARGET_ARM_PMU_PMU_H
#define TARGET_ARM_PMU_PMU_H

struct DisasContext;

#ifdef CONFIG_USER_ONLY

static inline void arm_pmu_add_properties(ARMCPU *cpu) { }
static inline void arm_pmu_finalize(ARMCPU *cpu, Error **errp) { }
static inline void arm_pmu_realize(ARMCPU *cpu) { }
static inline void arm_pmu_define_regs(ARMCPU *cpu) { }
static inline void arm_pmu_reset(ARMCPU *cpu) { }
static inline void arm_pmu_mode_changed(CPUARMState *env) { }
static inline void arm_pmu_emulate_firmware(ARMCPU *cpu, int target_el) { }
static inline uint64_t arm_pmu_scr_bits(ARMCPU *cpu)
{
    return 0;
}
static inline void arm_pmu_translate_insn(struct DisasContext *s) { }
static inline void arm_pmu_translate_exception(struct DisasContext *s,
                                               int64_t pc_diff) { }
static inline void arm_pmu_translate_end(struct DisasContext *s) { }
static inline void arm_pmu_translate_spent(struct DisasContext *s) { }
static inline void arm_pmu_restore(CPUState *cs, const TranslationBlock *tb,
                                   const uint64_t *data) { }
static inline void arm_pmu_leave(CPUARMState *env, uintptr_t host_pc) { }
static inline int arm_pmu_debug_write(ARMCPU *cpu, const uint8_t *buf, int reg)
{
    return 0;
}
#define arm_pmu_debug_read read_raw_cp_reg
static inline bool arm_pmu_kvm_realize(ARMCPU *cpu, Error **errp)
{
    return true;
}

#else

/**
 * arm_pmu_add_properties: give a CPU that can have a PMU "pmu-partition",
 * "pmu-counters" and "pmu-version", and the state behind them; under KVM,
 * "kvm-pmu" too
 */
void arm_pmu_add_properties(ARMCPU *cpu);

/**
 * arm_pmu_finalize: settle the number of implemented event counters
 * @cpu: with its features known, before its registers are defined
 * @errp: set if what the properties ask for cannot be had
 */
void arm_pmu_finalize(ARMCPU *cpu, Error **errp);

/**
 * arm_pmu_in_model: does query-cpu-model-expansion show a property?
 * @cpu: a CPU that was finalized, and that has @property
 * @property: the name of any property, of the PMU's or not
 */
bool arm_pmu_in_model(ARMCPU *cpu, const char *property);

/**
 * arm_pmu_reset_hpmn: what MDCR_EL2.HPMN leaves reset with (R44, and
 * "pmu-partition" in its place)
 */
unsigned arm_pmu_reset_hpmn(ARMCPU *cpu);

/**
 * arm_pmu_realize: bring the model to life in a CPU that has a PMU
 *
 * Sets the CPU's PMCEID values. Without TCG the model sleeps, and QEMU's
 * stock Exception-level hooks are registered in its place.
 */
void arm_pmu_realize(ARMCPU *cpu);

/**
 * arm_pmu_define_regs: put the model's registers in place of the stock ones
 *
 * Does nothing where the model sleeps. After all registers are defined.
 */
void arm_pmu_define_regs(ARMCPU *cpu);

/**
 * arm_pmu_reset: take over the reset values of the CPU's registers
 */
void arm_pmu_reset(ARMCPU *cpu);

/**
 * arm_pmu_mode_changed: the CPU may be in another regime, and no hook for
 * Exception-level changes has said so
 *
 * In AArch32 CPS and MSR change the mode, and with it the Exception level;
 * and a write of SCR.NS outside Monitor mode the Security state. By the
 * vCPU, in the last instruction of a translation block: icount reads its
 * clock there only.
 */
void arm_pmu_mode_changed(CPUARMState *env);

/**
 * arm_pmu_scr_bits: the fields of SCR_EL3 that the CPU has for its PMU's sake
 */
uint64_t arm_pmu_scr_bits(ARMCPU *cpu);

/**
 * arm_pmu_emulate_firmware: after reset, do what firmware would have done
 * @target_el: the Exception level that the CPU is to start at, below its
 *     highest
 *
 * What Linux asks firmware for: nothing of the PMU's newer registers traps.
 */
void arm_pmu_emulate_firmware(ARMCPU *cpu, int target_el);

/**
 * arm_pmu_debug_read: any system register, as a debugger is to see it
 * @ri: of the CPU's; the PMU's are what the guest would read at the highest
 *     Exception level now, the others what read_raw_cp_reg() says
 */
struct ARMCPRegInfo;
uint64_t arm_pmu_debug_read(CPUARMState *env, const struct ARMCPRegInfo *ri);

/**
 * arm_pmu_debug_write: write a register of the PMU as that level would
 * @buf: the value, in the register's size
 * @reg: the register, as gdb counts system registers
 *
 * Returns the bytes taken from @buf; 0 if it is none of the PMU's, and
 * nothing was done. The vCPU is stopped.
 */
int arm_pmu_debug_write(ARMCPU *cpu, const uint8_t *buf, int reg);

/*
 * Counting in translated code. The first four are the translator's: before
 * it translates an instruction, which stands in @s; where it generates an
 * exception at an offset from its PC instead; before it ends the block; and
 * after that, where nothing is executed but what is jumped to.
 */
void arm_pmu_translate_insn(struct DisasContext *s);
void arm_pmu_translate_exception(struct DisasContext *s, int64_t pc_diff);
void arm_pmu_translate_end(struct DisasContext *s);
void arm_pmu_translate_spent(struct DisasContext *s);

/**
 * arm_pmu_restore: a block was left in the middle
 * @data: of the first instruction that was not executed
 */
void arm_pmu_restore(CPUState *cs, const TranslationBlock *tb,
                     const uint64_t *data);

/**
 * arm_pmu_leave: likewise, by an exception that restores no state
 * @host_pc: where translated code called a helper
 */
void arm_pmu_leave(CPUARMState *env, uintptr_t host_pc);

/**
 * arm_pmu_exception: an exception is about to be taken
 */
#ifdef CONFIG_TCG
void arm_pmu_exception(CPUState *cs);
#else
static inline void arm_pmu_exception(CPUState *cs) { }
#endif

/**
 * arm_pmu_tlb_filled: QEMU's TLB has a new entry
 * @mmu_idx: QEMU's number of the translation regime
 */
void arm_pmu_tlb_filled(CPUState *cs, MMUAccessType access_type, int mmu_idx);

/*
 * Save and load. Before saving, counters and overflow status are brought up
 * to date in CPUARMState; after loading, everything is derived from there
 * anew, whatever the order in which the registers came (R59).
 */
void arm_pmu_pre_save(ARMCPU *cpu);
void arm_pmu_post_save(ARMCPU *cpu);
void arm_pmu_pre_load(ARMCPU *cpu);
void arm_pmu_post_load(ARMCPU *cpu);

/**
 * arm_pmu_stream_accepted: compare an incoming stream with the configuration
 *
 * Returns false, having reported both values, if they differ in the
 * partition or in the number of counters.
 */
bool arm_pmu_stream_accepted(ARMCPU *cpu);

/* Under KVM; without it, all but arm_pmu_kvm_realize() are never called. */

/**
 * arm_pmu_kvm_finalize: would KVM grant what the properties ask for?
 * @cpu: a CPU of the machine or of a query
 * @counters: becomes the guest's event counters, if something is asked for
 * @errp: set if not; names the limit and a way out
 *
 * Tried with a scratch VM, once for all CPUs that ask for the same.
 */
bool arm_pmu_kvm_finalize(ARMCPU *cpu, int *counters, Error **errp);

/**
 * arm_pmu_kvm_features: what KVM_ARM_VCPU_INIT is asked for besides a PMU
 * @cpu: a CPU that was finalized, and whose vCPU exists
 *
 * Bits of KVM's first word of features; 0 where no property is set.
 */
uint32_t arm_pmu_kvm_features(ARMCPU *cpu);

/**
 * arm_pmu_kvm_realize: have what the properties ask for
 * @cpu: a CPU whose vCPU exists, and that is yet to be reset
 * @errp: set if KVM does not grant it after all
 *
 * The first CPU asks for the whole VM, the others see that they have it.
 * Does nothing without KVM, and asks nothing where no property is set.
 */
bool arm_pmu_kvm_realize(ARMCPU *cpu, Error **errp);

/**
 * arm_pmu_kvm_maximum: the most event counters that KVM would give this guest
 */
unsigned arm_pmu_kvm_maximum(ARMCPU *cpu);

/**
 * arm_pmu_kvm_set_irq: in the place of kvm_arm_pmu_set_irq(), which aborts
 * @cpu: one that has a PMU; boards call arm_pmu_init_vpmu()
 * @irq: the interrupt ID of the PMU's PPI
 *
 * Returns false, with @errp set, if KVM refuses.
 */
bool arm_pmu_kvm_set_irq(ARMCPU *cpu, int irq, Error **errp);

/**
 * arm_pmu_kvm_init: likewise in the place of kvm_arm_pmu_init()
 *
 * First sees that what the properties ask for is in force.
 */
bool arm_pmu_kvm_init(ARMCPU *cpu, Error **errp);

/**
 * arm_pmu_kvm_accepts: may the kernel have the registers of a stream?
 *
 * Called before it gets them. Returns false, having reported both numbers,
 * if the guest had another number of event counters than the properties ask
 * for. Where nothing is asked for, all that stock QEMU takes is taken, with a
 * warning if the numbers differ.
 */
bool arm_pmu_kvm_accepts(ARMCPU *cpu);

/**
 * arm_pmu_kvm_loaded: has the guest still its number of event counters?
 *
 * Called after the kernel took the registers of a stream. Returns false,
 * having reported both numbers, if not. Asks the kernel nothing where no
 * property is set.
 */
bool arm_pmu_kvm_loaded(ARMCPU *cpu);

#endif /* CONFIG_USER_ONLY */
#endif
