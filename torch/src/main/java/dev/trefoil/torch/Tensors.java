package dev.trefoil.torch;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Between host memory and tensors. Callers run inside a pointer scope.
final class Tensors {
  private Tensors() {}

  /// Adds a reference that outlives the present scope; the holder closes the tensor.
  static Tensor hold(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }

  /// A handle of its own, also on an element of a native container, which the scope frees.
  static Tensor own(Tensor tensor) {
    return hold(new Tensor(tensor));
  }

  static TensorOptions options(ScalarType type, Device device) {
    return new TensorOptions(type).device(new DeviceOptional(device));
  }

  static Tensor ofFloats(float[] values, Device device, long... shape) {
    Tensor host = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
    MemorySegment.copy(
        values, 0, memory(host), ValueLayout.JAVA_FLOAT, 0, Math.toIntExact(host.numel()));
    return move(host, device);
  }

  static Tensor ofLongs(int[] values, int count, Device device) {
    Tensor host = torch.empty(new long[] {count}, new TensorOptions(ScalarType.Int), null);
    MemorySegment.copy(values, 0, memory(host), ValueLayout.JAVA_INT, 0, count);
    return move(host.to(ScalarType.Long), device);
  }

  static Tensor ofBooleans(byte[] values, Device device, long... shape) {
    Tensor host = torch.empty(shape, new TensorOptions(ScalarType.Bool), null);
    MemorySegment.copy(values, 0, memory(host), ValueLayout.JAVA_BYTE, 0, values.length);
    return move(host, device);
  }

  /// A copy as f32 in the device's memory.
  static Tensor ofHost(HostTensor source, Device device) {
    if (!source.type().isFloat()) {
      throw new IllegalArgumentException(
          "a weight of type %s was given; allowed are f64, f32, f16 and bf16"
              .formatted(source.type()));
    }
    Tensor host = torch.empty(source.shape(), new TensorOptions(scalarType(source.type())), null);
    memory(host).copyFrom(source.data());
    return move(host.to(ScalarType.Float), device);
  }

  /// A copy in host memory; freed by the collector.
  static HostTensor toHost(Tensor tensor, DataType type) {
    Tensor host = move(tensor.detach(), TorchDevice.CPU.handle()).to(scalarType(type)).contiguous();
    MemorySegment source = memory(host);
    MemorySegment copy = Arena.ofAuto().allocate(Math.max(1, source.byteSize()), 64);
    copy = copy.asSlice(0, source.byteSize()).copyFrom(source);
    long[] shape = new long[Math.toIntExact(host.dim())];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = host.size(i);
    }
    return new HostTensor(type, shape, copy);
  }

  static void readFloats(Tensor tensor, float[] target) {
    Tensor host = move(tensor.detach(), TorchDevice.CPU.handle()).contiguous();
    int count = Math.toIntExact(host.numel());
    MemorySegment.copy(memory(host), ValueLayout.JAVA_FLOAT, 0, target, 0, count);
  }

  static void readInts(Tensor tensor, int[] target) {
    Tensor host = move(tensor, TorchDevice.CPU.handle()).to(ScalarType.Int).contiguous();
    int count = Math.toIntExact(host.numel());
    MemorySegment.copy(memory(host), ValueLayout.JAVA_INT, 0, target, 0, count);
  }

  static Tensor move(Tensor tensor, Device device) {
    if (tensor.device().type() == device.type()) {
      return tensor;
    }
    return tensor.to(device, tensor.scalar_type());
  }

  private static ScalarType scalarType(DataType type) {
    return switch (type) {
      case F64 -> ScalarType.Double;
      case F32 -> ScalarType.Float;
      case F16 -> ScalarType.Half;
      case BF16 -> ScalarType.BFloat16;
      case I64 -> ScalarType.Long;
      case I32 -> ScalarType.Int;
      case I16 -> ScalarType.Short;
      case I8 -> ScalarType.Char;
      case U8 -> ScalarType.Byte;
      case BOOL -> ScalarType.Bool;
    };
  }

  @SuppressWarnings("restricted") // the length is the tensor's own
  private static MemorySegment memory(Tensor contiguous) {
    long bytes = contiguous.numel() * contiguous.element_size();
    if (bytes == 0) {
      return MemorySegment.NULL; // an empty tensor has no memory
    }
    return MemorySegment.ofAddress(contiguous.data_ptr().address()).reinterpret(bytes);
  }
}
