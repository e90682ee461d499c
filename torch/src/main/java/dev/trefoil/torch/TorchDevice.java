package dev.trefoil.torch;

import java.util.Locale;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/// Where tensors live.
public enum TorchDevice {
  CPU,
  /// The first CUDA device; needs the natives of the Maven profile `cuda`.
  CUDA;

  /// Parses a command-line name: `cpu`, `cuda`.
  public static TorchDevice parse(String name) {
    for (TorchDevice device : values()) {
      if (device.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return device;
      }
    }
    throw new IllegalArgumentException("unknown device '" + name + "'; allowed are cpu and cuda");
  }

  /// Whether this build and this machine can compute there.
  public boolean available() {
    return switch (this) {
      case CPU -> true;
      case CUDA -> torch.cuda_is_available();
    };
  }

  /// Free bytes of a GPU's own memory; nothing for the CPU, whose memory is the machine's.
  public OptionalLong freeBytes() {
    return switch (this) {
      case CPU -> OptionalLong.empty();
      case CUDA -> {
        try (PointerScope _ = new PointerScope()) {
          yield OptionalLong.of(torch.getMemoryInfo((byte) 0).first());
        }
      }
    };
  }

  /// A new native handle, owned by the caller.
  Device handle() {
    return switch (this) {
      case CPU -> new Device(torch.DeviceType.CPU);
      case CUDA -> new Device(torch.DeviceType.CUDA, (byte) 0);
    };
  }
}
