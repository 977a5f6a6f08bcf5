"""What is learnt: the features of VGG-16 on its principal axes."""

import torch
import torch.nn.functional as F

from nets import LEARNT, load_vgg16


class Teacher:
    """VGG-16, each layer rotated onto its first principal axes at natural scale, unit power in all."""

    def __init__(self, data):
        self.net, self.maps = load_vgg16(data, torch.bfloat16), {}

    @torch.no_grad()
    def measure(self, batches):
        """Fixes {layer: (weight, bias)}; returns the share of the variance that is kept."""
        sums = {name: [0, 0, 0] for name in LEARNT}
        for x in batches:
            for name, features in self.net(x, set(LEARNT)).items():
                flat = features.float().transpose(0, 1).flatten(1)
                sums[name] = [sums[name][0] + flat.shape[1], sums[name][1] + flat.sum(1), sums[name][2] + flat @ flat.T]
        kept = {}
        for name, (count, total, products) in sums.items():
            mean = total / count
            covariance = (products / count - mean[:, None] * mean).double()
            values, axes = torch.linalg.eigh(covariance)
            values, axes = values[-LEARNT[name] :].flip(0), axes[:, -LEARNT[name] :].flip(1)
            kept[name] = round(float(values.sum() / covariance.trace()), 4)
            weight = axes.T.float() / float(values.sum()) ** 0.5  # total power 1
            self.maps[name] = (weight[:, :, None, None].contiguous(), -(weight @ mean))
        return kept

    @torch.no_grad()
    def __call__(self, x):
        return {name: Target(F.conv2d(f.float(), *self.maps[name])) for name, f in self.net(x, set(LEARNT)).items()}


class Target:
    """A layer of the teacher, for a batch of pairs: features (B, N, K) and what the losses need of them."""

    def __init__(self, features):
        self.t = features.permute(0, 2, 3, 1).flatten(1, 2).contiguous()
        count, half = self.t.shape[1], len(self.t) // 2
        self.dt = self.t[half:] - self.t[:half]
        self.power = self.t.square().sum((1, 2)) / count
        self.d_power = self.dt.square().sum((1, 2)) / count
        self.mean = self.t.mean(1)
        covariance = self.t.transpose(1, 2) @ self.t / count - self.mean[:, :, None] * self.mean[:, None]
        self.d_mean, self.d_covariance = self.mean[half:] - self.mean[:half], covariance[half:] - covariance[:half]
        self.mean_scale = self.d_mean.square().sum(1) + 1e-4 * self.power[:half]
        self.covariance_scale = self.d_covariance.square().sum((1, 2)) + 1e-3 * covariance[:half].square().sum((1, 2)) + 1e-7
        self.weight = 1 / (0.5 + 0.5 * self.power) / len(self.t)
        self.d_weight = 1 / (self.d_power + 2e-3) / half
