import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf } from '../../../src/cli/doctor/devices.js';
import { presetsText, versionText } from '../../../src/cli/doctor/ffmpeg.js';
import { findingLine, findingOf } from '../../../src/cli/doctor/finding.js';
import { machineFindings } from '../../../src/cli/doctor/machine.js';

test("FFmpeg's version, age and place are told", () => {
  const old = { version: 'N-47683', year: 2018, origin: 'bundled', path: '/x/ffmpeg' } as const;
  assert.equal(versionText(old, 2026), 'N-47683 from 2018, 8 years old, bundled: /x/ffmpeg');
  const recent = { version: '8.0', year: 2025, origin: 'environment', path: '/y' } as const;
  assert.equal(versionText(recent, 2026), '8.0 from 2025, 1 year old, set by the environment: /y');
  const unknown = { version: '8.1', year: undefined, origin: 'PATH', path: '/z' } as const;
  assert.equal(versionText(unknown, 2026), '8.1, on the PATH: /z');
});

test('presets are told apart by what FFmpeg was built with', () => {
  assert.equal(
    presetsText(new Set(['libx264', 'libaom-av1', 'prores_ks', 'png'])),
    'h264, av1, prores, prores4444, png; not available in this FFmpeg: h265, dnxhr, ffv1, webm, gif',
  );
});

test('what is broken is marked, with its reason on one line', async () => {
  const broken = await findingOf('FFmpeg', () => Promise.reject(new Error('not\n  there')));
  assert.equal(findingLine(broken), 'FFmpeg             PROBLEM: not there');
  const fine = await findingOf('FFmpeg', () => Promise.resolve('8.0'));
  assert.equal(findingLine(fine), 'FFmpeg             8.0');
});

test('the reason of a device is told without the source of onnxruntime', () => {
  const message =
    'The device webgpu could not be started: /onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 ' +
    'onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> ' +
    'adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n. Try `--device cpu`';
  const reason = 'Failed to get a WebGPU adapter: No supported adapters. Try `--device cpu`';
  assert.equal(reasonOf(message), `The device webgpu could not be started: ${reason}`);
  assert.equal(reasonOf('/x/onnxruntime/core/a.cc:12 no CUDA\n device'), 'no CUDA device');
});

test('versions of what we stand on are found', () => {
  for (const { label, text } of machineFindings()) assert.notEqual(text, 'not found', label);
});
