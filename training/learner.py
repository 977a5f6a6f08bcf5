"""One student, and a step of its training."""

import copy
import queue
import threading

import torch
import torch.nn.functional as F
from torch import nn

from nets import LEARNT, MEAN, SHAPES, STYLE_LAYERS, Finished, Student, load_exported

VISIT_COST = {"small": 1, "wide": 4}  # visits on the wide one take as much longer, and are as much rarer


class Heads(nn.Module):
    """The linear 1x1 heads. Not learnt by gradient: the loss is quadratic in them, so they are solved for, from
    running averages of its normal equations."""

    def __init__(self, channels):
        super().__init__()
        for name, count in LEARNT.items():
            size = channels[name] + 1
            self.register_buffer("h" + name, torch.zeros(count, size))
            self.register_buffer("a" + name, torch.zeros(size, size))
            self.register_buffer("c" + name, torch.zeros(count, size))

    def get(self, name):
        return getattr(self, "h" + name)

    @torch.no_grad()
    def add(self, name, inner, cross, memory):
        """Normal equations of a batch: (C+1, C+1) and (K, C+1)."""
        getattr(self, "a" + name).lerp_(inner, 1 - memory)
        getattr(self, "c" + name).lerp_(cross, 1 - memory)

    @torch.no_grad()
    def solve(self):
        for name in LEARNT:
            a, c = getattr(self, "a" + name).double(), getattr(self, "c" + name).double()
            ridge = 1e-4 * a.diagonal().mean() * torch.eye(len(a), dtype=a.dtype)
            getattr(self, "h" + name).copy_(torch.linalg.solve(a + ridge, c.T, left=True).T.float())


def soft(ratio):
    """Quadratic where small, then linear in the error's size."""
    return 2 * ((1 + ratio).sqrt() - 1)


class Learner:
    """One student with its heads, optimiser and running average."""

    def __init__(self, name, rate, start=None):
        """`start`: an exported network of the same shape to go on from."""
        self.name, self.lock = name, threading.Lock()
        self.cost = VISIT_COST[name]
        self.waiting = queue.Queue(maxsize=3)  # batches to come
        self.student = Student(SHAPES[name]).to(memory_format=torch.channels_last)
        if start:
            self.student.start_from(load_exported(start)[0])
        self.heads = Heads({n: self.student.convs[n].out_channels for n in LEARNT})
        self.average = copy.deepcopy(self.student)
        self.optimiser = torch.optim.Adam(self.student.parameters(), lr=rate, betas=(0.9, 0.99))

    def step(self, *batch_and_rates):
        """A step; returns per layer [unexplained variance, difference error, errors of means and of covariances]."""
        with self.lock:
            return self.locked_step(*batch_and_rates)

    def locked_step(self, x, targets, near, rate, weights, memory, step):
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad(set_to_none=True)
        half = len(x) // 2
        with torch.autocast("cpu", dtype=torch.bfloat16):
            features = self.student(x)
        # All terms are quadratic in the heads' outputs, so they follow from small matrices: f ft, t ft and their like.
        # Autograd sees only those; the gradient at every position is two matrix products more.
        total, report, chain = 0, {}, []
        for name, target in targets.items():
            attached = features[name].permute(0, 2, 3, 1).flatten(1, 2)
            f = attached.detach().float()
            n = f.shape[1]
            df = f[half:] - f[:half]
            small = [f.transpose(1, 2) @ f / n, target.t.transpose(1, 2) @ f / n, f.mean(1)]
            small += [df.transpose(1, 2) @ df / n, target.dt.transpose(1, 2) @ df / n]
            inner, cross, mean, d_inner, d_cross = small = [m.requires_grad_(True) for m in small]
            full = torch.cat([torch.cat([inner, mean[:, :, None]], 2), F.pad(mean, (0, 1), value=1)[:, None]], 1)
            full_cross = torch.cat([cross, target.mean[:, :, None]], 2)
            with torch.no_grad():
                d_weight = (target.d_weight * near)[:, None, None]
                a = (full * target.weight[:, None, None]).sum(0)
                c = (full_cross * target.weight[:, None, None]).sum(0)
                a[:-1, :-1] += (d_inner * d_weight).sum(0)
                c[:, :-1] += (d_cross * d_weight).sum(0)
                self.heads.add(name, a, c, memory)
            head = self.heads.get(name)
            h = head[:, :-1]
            second = head @ full @ head.T
            y_mean = mean @ h.T + head[:, -1]
            error = second.diagonal(dim1=1, dim2=2).sum(1) - 2 * (full_cross * head).sum((1, 2)) + target.power
            unexplained = (error * target.weight).sum()
            d_error = ((d_inner @ h.T) * h.T).sum((1, 2)) - 2 * (d_cross * h).sum((1, 2)) + target.d_power
            difference = (d_error * target.d_weight * near).sum()
            # How far apart the two pictures' statistics are, by the student and by the teacher.
            covariance = second - y_mean[:, :, None] * y_mean[:, None]
            mean_error = (y_mean[half:] - y_mean[:half] - target.d_mean).square().sum(1)
            covariance_error = (covariance[half:] - covariance[:half] - target.d_covariance).square().sum((1, 2))
            means = soft(mean_error / target.mean_scale).mean()
            covariances = soft(covariance_error / target.covariance_scale).mean()
            terms = [unexplained, difference, means, covariances]
            total = total + sum(w * term for w, term in zip(weights, terms))
            report[name] = [float(term.detach()) for term in terms]
            chain.append((attached, f, df, target, small))
        total.backward()
        gradients = []
        for _, f, df, target, small in chain:
            inner, cross, mean, d_inner, d_cross = (m.grad / f.shape[1] for m in small)
            gradient = torch.baddbmm(mean[:, None], f, inner + inner.transpose(1, 2)).baddbmm_(target.t, cross)
            along = torch.bmm(df, d_inner + d_inner.transpose(1, 2)).baddbmm_(target.dt, d_cross)
            gradient[half:] += along
            gradient[:half] -= along
            gradients.append(gradient.to(torch.bfloat16))
        torch.autograd.backward([link[0] for link in chain], gradients)
        nn.utils.clip_grad_norm_(self.student.parameters(), 3.0)
        self.optimiser.step()
        self.heads.solve()
        keep = min(0.999, 1 - 1 / (step / 4 + 2))
        with torch.no_grad():
            for mine, theirs in zip(self.average.state_dict().values(), self.student.state_dict().values()):
                if mine.is_floating_point():
                    mine.lerp_(theirs, 1 - keep)
        return report

    def network(self, averaged=True):
        """The network as it stands, and its metrics."""
        weights = (self.average if averaged else self.student).weights()
        net = Finished(weights, torch.eye(3), -torch.tensor(MEAN), "max")
        metrics = {name: (h := self.heads.get(name)[:, :-1]).T @ h for name in STYLE_LAYERS}
        return net, metrics

    def state(self):
        return {"student": self.student.state_dict(), "average": self.average.state_dict(), "heads": self.heads.state_dict(), "optimiser": self.optimiser.state_dict()}

    def load(self, state):
        self.student.load_state_dict(state["student"])
        self.average.load_state_dict(state["average"])
        self.heads.load_state_dict(state["heads"])
        self.optimiser.load_state_dict(state["optimiser"])
