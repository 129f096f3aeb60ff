/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stand-in for Linux's KVM, as far as a vCPU's PMU is concerned.
 */

#include "qemu/osdep.h"
#include <errno.h>
#include <sanitizer/asan_interface.h>
#include "fake-kernel.h"

#define HOST_COUNTERS 6
#define SCRATCH_VCPU 100
#define PMCR_EL0 UINT64_C(0x603000000013dce0)
#define PMCR_REST UINT64_C(0x41000040)
#define PMCR_N(value) ((value) >> 11 & 31)
#define REGS 64
/* Registers that set bits have this bit of CRm or op2; their like does not. */
#define PMOVS_SET UINT64_C(0x603000000013dcf3)
#define PMOVS_CLR UINT64_C(0x603000000013dce3)
#define PMCNTEN_SET UINT64_C(0x603000000013dce1)
#define PMCNTEN_CLR UINT64_C(0x603000000013dce2)
#define PMINTEN_SET UINT64_C(0x603000000013c4f1)
#define PMINTEN_CLR UINT64_C(0x603000000013c4f2)

const FakeKernel fake_6_6 = {
    .counters = HOST_COUNTERS, .reserved = -1,
};
const FakeKernel fake_6_12 = {
    .counters = HOST_COUNTERS, .reserved = -1,
    .pmcr = FAKE_PER_VM,
};
const FakeKernel fake_7_2 = {
    .counters = HOST_COUNTERS, .reserved = -1,
    .pmcr = FAKE_PER_VM, .set_nr_counters = true,
};
const FakeKernel fake_7_3 = {
    .counters = HOST_COUNTERS, .reserved = -1,
    .pmcr = FAKE_PER_VM, .set_nr_counters = true, .strict = true,
};
const FakeKernel fake_v8 = {
    .counters = HOST_COUNTERS, .reserved = 0,
    .pmcr = FAKE_PER_VM, .set_nr_counters = true,
    .five = FAKE_ENABLE_PARTITION,
};
const FakeKernel fake_reserved = {
    .counters = HOST_COUNTERS, .reserved = 2,
    .pmcr = FAKE_PER_VM, .set_nr_counters = true,
    .five = FAKE_ENABLE_PARTITION,
};

typedef struct FakeVM {
    unsigned counters;
    bool partitioned, fixed_only, ran, vgic_ready;
    bool strict, has_pmu;
} FakeVM;

/*
 * @counters: the N of a kernel in which PMCR_EL0 is a plain register
 * @ids, @values: all other registers that were ever written
 */
typedef struct FakeVcpu {
    FakeVM *vm;
    bool initialized, has_irq, irq_owned;
    unsigned counters;
    uint64_t ids[REGS], values[REGS];
} FakeVcpu;

static FakeKernel kernel;
static FakeVM machine_vm, scratch_vm;
static FakeVcpu machine_vcpus[4], scratch_vcpu;
static int scratches;
static GString *calls;

static void log_call(const char *format, ...) G_GNUC_PRINTF(1, 2);

static void log_call(const char *format, ...)
{
    va_list arguments;

    g_string_append(calls, calls->len ? ", " : "");
    va_start(arguments, format);
    g_string_append_vprintf(calls, format, arguments);
    va_end(arguments);
}

char *fake_log(void)
{
    char *text = g_strdup(calls->str);

    g_string_truncate(calls, 0);
    return text;
}

static FakeVcpu *find_vcpu(int vcpu)
{
    if (vcpu == SCRATCH_VCPU && scratches) {
        return &scratch_vcpu;
    }
    g_assert_cmpint(vcpu, >=, FAKE_VCPU);
    g_assert_cmpint(vcpu, <, FAKE_VCPU + G_N_ELEMENTS(machine_vcpus));
    return &machine_vcpus[vcpu - FAKE_VCPU];
}

static unsigned host_maximum(const FakeVM *vm)
{
    unsigned reserved = kernel.reserved > 0 ? kernel.reserved : 0;

    return vm->fixed_only || !vm->has_pmu ? 0 : kernel.counters - reserved;
}

static void new_vm(FakeVM *vm, bool strict)
{
    *vm = (FakeVM) { .strict = strict, .has_pmu = !strict };
    vm->counters = host_maximum(vm);
}

void fake_be_strict(void)
{
    g_assert_true(kernel.strict);
    new_vm(&machine_vm, true);
}

void fake_boot(const FakeKernel *new_kernel)
{
    kernel = *new_kernel;
    new_vm(&machine_vm, false);
    for (size_t i = 0; i < G_N_ELEMENTS(machine_vcpus); i++) {
        machine_vcpus[i] = (FakeVcpu) {
            .vm = &machine_vm, .counters = machine_vm.counters,
        };
    }
    scratches = 0;
    if (calls) {
        g_string_free(calls, TRUE);
    }
    calls = g_string_new(NULL);
}

void fake_vgic_ready(void)
{
    machine_vm.vgic_ready = true;
}

void fake_run(void)
{
    machine_vm.ran = true;
}

void fake_reset(int vcpu)
{
    FakeVcpu *v = find_vcpu(vcpu);

    v->counters = host_maximum(v->vm);
}

void fake_own_irq(int vcpu)
{
    find_vcpu(vcpu)->irq_owned = true;
}

/* What Linux does not like about the value it ignores. */
static void write_pmcr_n(FakeVcpu *v, unsigned counters)
{
    v->counters = counters;
    if (!v->vm->ran && !v->vm->strict && counters <= host_maximum(v->vm)) {
        v->vm->counters = counters;
    }
}

void fake_load(int vcpu, unsigned counters)
{
    write_pmcr_n(find_vcpu(vcpu), counters);
}

static uint64_t *find_reg(FakeVcpu *v, uint64_t id)
{
    size_t i = 0;

    while (v->ids[i] && v->ids[i] != id) {
        g_assert_cmpuint(++i, <, REGS);
    }
    v->ids[i] = id;
    return &v->values[i];
}

void fake_put(int vcpu, uint64_t id, uint64_t value)
{
    *find_reg(find_vcpu(vcpu), id) = value;
}

/* The register that holds what @id clears; 0 if @id is no such register */
static uint64_t cleared_by(uint64_t id)
{
    return id == PMOVS_CLR ? PMOVS_SET : id == PMCNTEN_CLR ? PMCNTEN_SET :
           id == PMINTEN_CLR ? PMINTEN_SET : 0;
}

void fake_load_all(int vcpu, const PMUStream *stream)
{
    FakeVcpu *v = find_vcpu(vcpu);

    for (size_t i = 0; i < stream->length; i++) {
        uint64_t id = stream->ids[i], value = stream->values[i];
        uint64_t other = cleared_by(id);

        if (id == PMCR_EL0) {
            write_pmcr_n(v, PMCR_N(value));
        } else if (other && kernel.takes_clears) {
            *find_reg(v, other) &= ~value;
        } else {
            *find_reg(v, other ?: id) = value;
        }
    }
}

unsigned fake_guest_counters(int vcpu)
{
    FakeVcpu *v = find_vcpu(vcpu);

    return kernel.pmcr == FAKE_PER_VM ? v->vm->counters : v->counters;
}

bool fake_is_partitioned(void)
{
    return machine_vm.partitioned;
}

int fake_scratch_left(void)
{
    return scratches;
}

static bool knows(unsigned attr)
{
    switch (attr) {
    case FAKE_SET_NR_COUNTERS:
        return kernel.set_nr_counters;
    case FAKE_5:
        return kernel.five != FAKE_NOTHING;
    default:
        return attr < FAKE_SET_NR_COUNTERS;
    }
}

static int has_attr(int vcpu, unsigned attr)
{
    log_call("%d has %u", vcpu, attr);
    find_vcpu(vcpu);
    if (attr < FAKE_ATTRS && kernel.has_errno[attr]) {
        return -kernel.has_errno[attr];
    }
    return knows(attr) ? 0 : -ENXIO;
}

/*
 * What Linux copies from user space: 4 bytes. The sanitizer knows whether
 * the caller's variable has them, and no more.
 */
static uint32_t read_payload(const void *payload)
{
    const char *bytes = payload;
    uint32_t value;

    g_assert_nonnull(payload);
    g_assert_null(__asan_region_is_poisoned((void *)payload, sizeof(value)));
    g_assert_true(__asan_address_is_poisoned(bytes - 1));
    g_assert_true(__asan_address_is_poisoned(bytes + sizeof(value)));
    memcpy(&value, payload, sizeof(value));
    return value;
}

static int set_counters(FakeVM *vm, unsigned counters)
{
    if (!vm->has_pmu || counters > host_maximum(vm)) {
        return -EINVAL;
    }
    vm->counters = kernel.gives ?: counters;
    return 0;
}

static int set_pmu(FakeVM *vm, unsigned type)
{
    if (type != FAKE_PMU_TYPE) {
        return -ENXIO;
    }
    if (vm->ran) {
        return -EBUSY;
    }
    vm->has_pmu = true;
    vm->counters = host_maximum(vm);
    return 0;
}

static int set_five(FakeVM *vm, bool on)
{
    if (kernel.five == FAKE_FIXED_COUNTERS_ONLY) {
        vm->fixed_only = true;
        vm->counters = 0;
        return 0;
    }
    if (kernel.nvhe || kernel.reserved < 0) {
        return -EPERM;
    }
    if (vm->ran) {
        return -EBUSY;
    }
    vm->partitioned = on;
    vm->counters = MIN(vm->counters, host_maximum(vm));
    return 0;
}

static int set_irq(FakeVcpu *v, unsigned irq)
{
    if (irq < 16 || irq > 31) {
        return -EINVAL;
    }
    if (v->has_irq) {
        return -EBUSY;
    }
    v->has_irq = true;
    return 0;
}

static int initialize(FakeVcpu *v)
{
    if (!v->vm->vgic_ready) {
        return -ENODEV;
    }
    if (!v->has_irq || !v->vm->has_pmu) {
        return -ENXIO;
    }
    if (v->irq_owned) {
        return -EEXIST;
    }
    v->initialized = true;
    return 0;
}

static int set_known(FakeVcpu *v, unsigned attr, uint32_t value)
{
    switch (attr) {
    case FAKE_IRQ:
        return set_irq(v, value);
    case FAKE_INIT:
        return initialize(v);
    case FAKE_SET_PMU:
        return set_pmu(v->vm, value);
    case FAKE_SET_NR_COUNTERS:
        return set_counters(v->vm, value);
    case FAKE_5:
        return set_five(v->vm, value != 0);
    default:
        g_test_fail_printf("attribute %u is not modelled", attr);
        return -ENXIO;
    }
}

static int try_set(FakeVcpu *v, unsigned attr, uint32_t value)
{
    if (attr < FAKE_ATTRS && kernel.set_errno[attr]) {
        return -kernel.set_errno[attr];
    }
    if (v->initialized) {
        return -EBUSY;
    }
    return knows(attr) ? set_known(v, attr, value) : -ENXIO;
}

static int set_attr(int vcpu, unsigned attr, const void *payload,
                    Error **errp)
{
    uint32_t value = attr == FAKE_INIT ? 0 : read_payload(payload);
    int err;

    if (attr == FAKE_INIT) {
        g_assert_null(payload);
        log_call("%d set %u", vcpu, attr);
    } else {
        log_call("%d set %u=%u", vcpu, attr, value);
    }
    err = try_set(find_vcpu(vcpu), attr, value);
    if (err) {
        error_setg_errno(errp, -err, "attribute %u", attr);
    }
    return err;
}

/*
 * ENABLE_PARTITION reads its payload before it asks whether it may be had;
 * FIXED_COUNTERS_ONLY, having none, sets what it always sets.
 */
static int set_unreadable(int vcpu, unsigned attr)
{
    FakeVcpu *v = find_vcpu(vcpu);

    log_call("%d blind %u", vcpu, attr);
    g_assert_cmpint(vcpu, ==, SCRATCH_VCPU);
    g_assert_cmpuint(attr, ==, FAKE_5);
    if (kernel.set_errno[attr] || v->initialized || !knows(attr) ||
        kernel.five == FAKE_FIXED_COUNTERS_ONLY) {
        return try_set(v, attr, 0);
    }
    return -EFAULT;
}

static int get_reg(int vcpu, uint64_t id, uint64_t *value)
{
    if (id == PMCR_EL0) {
        log_call("%d get", vcpu);
        *value = PMCR_REST | fake_guest_counters(vcpu) << 11;
    } else {
        log_call("%d get %04x", vcpu, (unsigned)(id & 0xffff));
        *value = *find_reg(find_vcpu(vcpu), id);
    }
    return -kernel.get_errno;
}

static int set_reg(int vcpu, uint64_t id, uint64_t value)
{
    unsigned counters = PMCR_N(value);

    log_call("%d put %u", vcpu, counters);
    g_assert_cmphex(id, ==, PMCR_EL0);
    g_assert_cmphex(value & ~(UINT64_C(31) << 11), ==, PMCR_REST);
    write_pmcr_n(find_vcpu(vcpu), counters);
    return -kernel.reg_errno;
}

static int reset_vcpu(int vcpu)
{
    log_call("%d reset", vcpu);
    fake_reset(vcpu);
    return -kernel.reset_errno;
}

static bool has_strict(void)
{
    return kernel.strict;
}

/* As pmu_host_device() on a host of one PMU */
static bool find_device(const char *name, uint32_t *type, Error **errp)
{
    *type = !name || g_str_equal(name, FAKE_PMU) ? FAKE_PMU_TYPE : 0;
    if (!*type) {
        error_setg(errp, "no %s", name);
    }
    return *type;
}

static int create_scratch(bool strict)
{
    log_call(strict ? "create strict" : "create");
    g_assert_true(kernel.strict || !strict);
    if (kernel.create_errno) {
        return -kernel.create_errno;
    }
    g_assert_cmpint(scratches, ==, 0);
    scratches++;
    new_vm(&scratch_vm, strict);
    scratch_vcpu = (FakeVcpu) {
        .vm = &scratch_vm, .counters = scratch_vm.counters,
    };
    return SCRATCH_VCPU;
}

static void destroy_scratch(int vcpu)
{
    log_call("destroy");
    g_assert_cmpint(vcpu, ==, SCRATCH_VCPU);
    scratches--;
}

const PMUKernel fake_kernel = {
    .has_attr = has_attr,
    .set_attr = set_attr,
    .set_unreadable = set_unreadable,
    .get_reg = get_reg,
    .set_reg = set_reg,
    .reset_vcpu = reset_vcpu,
    .has_strict = has_strict,
    .find_device = find_device,
    .create_scratch = create_scratch,
    .destroy_scratch = destroy_scratch,
};
