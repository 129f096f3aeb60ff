/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device attributes of a KVM vCPU, for any architecture.
 *
 * Not for the attributes of a VM or of a device: kvm-all.c has those.
 */

#include "qemu/osdep.h"
#include <sys/ioctl.h>
#include <linux/kvm.h>
#include "qapi/error.h"
#include "system/kvm-vcpu-attr.h"

/* Every call that concerns a vCPU's attribute comes through here. */
static int attr_ioctl(int vcpu, unsigned long request,
                      struct kvm_device_attr *attr)
{
    return ioctl(vcpu, request, attr) < 0 ? -errno : 0;
}

int kvm_vcpu_has_attr(int vcpu, uint32_t group, uint64_t attr)
{
    struct kvm_device_attr device_attr = { .group = group, .attr = attr };

    return attr_ioctl(vcpu, KVM_HAS_DEVICE_ATTR, &device_attr);
}

int kvm_vcpu_set_attr(int vcpu, uint32_t group, uint64_t attr,
                      const void *payload, Error **errp)
{
    struct kvm_device_attr device_attr = {
        .group = group,
        .attr = attr,
        .addr = (uintptr_t)payload,
    };
    int err = attr_ioctl(vcpu, KVM_SET_DEVICE_ATTR, &device_attr);

    if (err < 0) {
        error_setg_errno(errp, -err, "vCPU attribute %" PRIu64 " of group %"
                         PRIu32, attr, group);
    }
    return err;
}
