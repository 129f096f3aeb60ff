/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: asking KVM for a guest's event counters.
 *
 * What is asked for, in which order, and the words for each refusal. Needs
 * nothing of QEMU's but Error: the kernel is behind a table of calls, so
 * that a test can stand in for it.
 *
 * After Linux: Documentation/virt/kvm/devices/vcpu.rst, and the posted series
 * "ARM64 PMU Partitioning" (version 8). Order of calls on a VM's first vCPU:
 *
 *   KVM_ARM_VCPU_INIT with KVM_ARM_VCPU_PMU_V3   (QEMU)
 *       and STRICT, if the kernel has it         pmu_kvm_strict()
 *   SET_PMU, with STRICT or if one was named     pmu_kvm_realize()
 *   ENABLE_PARTITION, if that is asked for       pmu_kvm_realize()
 *   SET_NR_COUNTERS, or PMCR_EL0.N               pmu_kvm_realize()
 *   PMCR_EL0 read back                           pmu_kvm_realize()
 *   IRQ                                          pmu_kvm_set_irq()
 *   INIT, the vGIC being ready                   pmu_kvm_init()
 *
 * The number is the VM's, not the vCPU's. Every other vCPU, also one that is
 * plugged when the VM has run, inherits it, and is only looked at.
 */

#ifndef TARGET_ARM_PMU_KVM_PARTITION_H
#define TARGET_ARM_PMU_KVM_PARTITION_H

/**
 * PMUKernel: the calls that reach KVM
 *
 * A vCPU is its file descriptor. What fails returns a negative errno.
 *
 * @has_attr: does this vCPU have this attribute of its PMU?
 * @set_attr: set it; @payload is what Linux wants: nothing for INIT, else 4
 *     bytes. On failure @errp says what was refused and why.
 * @set_unreadable: set it, with a payload that the kernel cannot read
 * @get_reg: read a register of the vCPU
 * @set_reg: write it
 * @reset_vcpu: KVM_ARM_VCPU_INIT once more, as at every reset
 * @has_strict: does the kernel have the vCPU feature STRICT?
 * @find_device: the perf type of the host's PMU of this name, as
 *     pmu_host_device() finds it
 * @create_scratch: make a VM with one vCPU that has a PMU, by STRICT or not,
 *     to try things on; returns that vCPU
 * @destroy_scratch: destroy it
 */
typedef struct PMUKernel {
    int (*has_attr)(int vcpu, unsigned attr);
    int (*set_attr)(int vcpu, unsigned attr, const void *payload,
                    Error **errp);
    int (*set_unreadable)(int vcpu, unsigned attr);
    int (*get_reg)(int vcpu, uint64_t id, uint64_t *value);
    int (*set_reg)(int vcpu, uint64_t id, uint64_t value);
    int (*reset_vcpu)(int vcpu);
    bool (*has_strict)(void);
    bool (*find_device)(const char *name, uint32_t *type, Error **errp);
    int (*create_scratch)(bool strict);
    void (*destroy_scratch)(int vcpu);
} PMUKernel;

/**
 * PMURequest: what the user asks of KVM
 * @property: the name of the CPU property, NULL if nothing is asked for
 * @counters: the guest's event counters, 0..31
 * @partition: hardware counters, not counters that perf backs
 * @device: the name of the host's PMU, NULL for the only one
 */
typedef struct PMURequest {
    const char *property;
    uint8_t counters;
    bool partition;
    const char *device;
} PMURequest;

/**
 * PMUGrant: what a VM has been granted; all 0 to begin with
 * @applied: its first vCPU has been through pmu_kvm_realize()
 * @maximum: the most event counters that the kernel would have given it
 */
typedef struct PMUGrant {
    bool applied;
    uint8_t maximum;
} PMUGrant;

/**
 * pmu_kvm_request: what the properties of a CPU ask of KVM
 * @partition: pmu-partition, negative if not set
 * @counters: pmu-counters, negative if not set
 * @device: kvm-pmu, NULL if not set
 * @nested: the guest has EL2
 * @errp: set if KVM cannot have these together
 */
bool pmu_kvm_request(int partition, int counters, const char *device,
                     bool nested, PMURequest *request, Error **errp);

/**
 * pmu_kvm_strict: are a VM's vCPUs to have the feature STRICT?
 *
 * If the kernel has it. Not asked if nothing is asked for.
 */
bool pmu_kvm_strict(const PMUKernel *kernel, const PMURequest *request);

/**
 * pmu_kvm_select: say which of the host's PMUs a VM has
 * @vcpu: the VM's first
 *
 * Before all else: it sets the number of counters, and what registers say.
 * Does nothing if the kernel can choose, and no PMU was named.
 */
bool pmu_kvm_select(const PMUKernel *kernel, int vcpu,
                    const PMURequest *request, Error **errp);

/**
 * pmu_host_device: the perf type of a PMU of the host's CPUs
 * @dir: /sys/bus/event_source/devices
 * @name: that of the PMU, in @dir, or NULL for the only one
 * @errp: set, with the names that there are, if it is not there, or not clear
 */
bool pmu_host_device(const char *dir, const char *name, uint32_t *type,
                     Error **errp);

/**
 * pmu_kvm_try: would KVM grant @request?
 *
 * Goes through all of it with a scratch VM: that the kernel has an attribute
 * says little about whether it will take it, and nothing about what it means
 * by its number.
 */
bool pmu_kvm_try(const PMUKernel *kernel, const PMURequest *request,
                 Error **errp);

/**
 * pmu_kvm_realize: have @request in force on a vCPU
 * @vcpu: before INIT
 * @grant: its VM's. Through the first vCPU the VM is asked, and @grant set;
 *     of the others it is only seen that they have it.
 *
 * No call reaches the kernel if nothing is asked for.
 */
bool pmu_kvm_realize(const PMUKernel *kernel, int vcpu,
                     const PMURequest *request, PMUGrant *grant, Error **errp);

/**
 * pmu_kvm_set_irq: tell KVM the interrupt of a vCPU's PMU
 * @irq: the interrupt ID, a PPI
 */
bool pmu_kvm_set_irq(const PMUKernel *kernel, int vcpu, int irq,
                     Error **errp);

/**
 * pmu_kvm_init: bring a vCPU's PMU to life; nothing can be asked after that
 *
 * The vCPU has been reset since it was realized: first see that it still has
 * what @request asks for.
 */
bool pmu_kvm_init(const PMUKernel *kernel, int vcpu,
                  const PMURequest *request, Error **errp);

/**
 * pmu_kvm_same_counters: compare an incoming stream with this guest
 * @stream: the guest's event counters where it comes from
 * @here: those of this guest
 */
bool pmu_kvm_same_counters(unsigned stream, unsigned here, Error **errp);

/**
 * pmu_kvm_accepts: may the kernel have a stream's registers?
 * @request: what the properties ask for
 * @stream: the guest's event counters where it comes from
 * @here: those of this guest
 * @doubt: set if @request asks for nothing, and the guest may find another
 *     number than it had: QEMU takes such streams, so they are taken
 * @errp: set if @request asks for another number than the guest had
 *
 * A foreign PMCR_EL0.N would change the VM's number before its first run, and
 * silently be ignored afterwards. No call reaches the kernel.
 */
bool pmu_kvm_accepts(const PMURequest *request, unsigned stream,
                     unsigned here, Error **doubt, Error **errp);

/**
 * pmu_kvm_loaded: has the kernel taken the number that a stream brought?
 * @vcpu: after its registers were written
 * @request: what the properties ask for
 * @stream: the guest's event counters where it comes from
 *
 * What Linux does not like about PMCR_EL0.N it ignores and reports success:
 * any number once the VM has run, or one above the host's. No call reaches
 * the kernel if nothing is asked for.
 */
bool pmu_kvm_loaded(const PMUKernel *kernel, int vcpu,
                    const PMURequest *request, unsigned stream, Error **errp);

/**
 * PMUStream: the registers of a vCPU, as a stream brings them
 * @ids: what KVM calls them
 * @values: of each
 * @length: of both
 */
typedef struct PMUStream {
    const uint64_t *ids, *values;
    size_t length;
} PMUStream;

/**
 * pmu_kvm_find: the value of register @id in @stream
 *
 * Returns false if it is not there.
 */
bool pmu_kvm_find(const PMUStream *stream, uint64_t id, uint64_t *value);

/**
 * pmu_kvm_kept: does the kernel have what @stream brought?
 * @vcpu: after its registers were written, before it runs
 *
 * The counters, what is enabled, and the flags of overflow. A counter that
 * runs may have gained a little. No call reaches the kernel if nothing is
 * asked for.
 */
bool pmu_kvm_kept(const PMUKernel *kernel, int vcpu,
                  const PMURequest *request, const PMUStream *stream,
                  Error **errp);

#endif
