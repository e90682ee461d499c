package dev.trefoil.compute;

/// Rotation tables of rotary position embedding, half-split form: column `j` and column `j +
/// headDim / 2` of a head are rotated together by the angle of frequency `j`.
///
/// Immutable; the arrays are shared with the backend and must not be written.
public final class Rotary {
  private final int headDim;
  private final int positions;
  private final float[] cosine; // [positions, headDim / 2]
  private final float[] sine; // [positions, headDim / 2]

  /// @param frequencies radians per position, one per pair of columns, in f32 as the reference does
  public Rotary(float[] frequencies, int positions) {
    this.headDim = 2 * frequencies.length;
    this.positions = positions;
    this.cosine = new float[Math.multiplyExact(positions, frequencies.length)];
    this.sine = new float[cosine.length];
    for (int position = 0; position < positions; position++) {
      for (int j = 0; j < frequencies.length; j++) {
        float angle = position * frequencies[j];
        cosine[position * frequencies.length + j] = (float) Math.cos(angle);
        sine[position * frequencies.length + j] = (float) Math.sin(angle);
      }
    }
  }

  public int headDim() {
    return headDim;
  }

  public int positions() {
    return positions;
  }

  public float[] cosine() {
    return cosine;
  }

  public float[] sine() {
    return sine;
  }
}
