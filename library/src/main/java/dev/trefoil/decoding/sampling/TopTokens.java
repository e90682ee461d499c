package dev.trefoil.decoding.sampling;

/// Cuts a distribution down to its most probable tokens. Reusable scratch memory.
final class TopTokens {
  private final int[] heap;
  private int size;

  TopTokens(int vocabulary) {
    heap = new int[vocabulary];
  }

  /// Keeps tokens in descending order, the lower id first on a tie, until top-k, top-p or min-p
  /// says stop; zeroes the others and renormalises.
  void truncate(double[] probability, SamplingOptions options) {
    heapify(probability);
    int limit = options.topK() == 0 ? size : Math.min(options.topK(), size);
    // all that was asked for, though the sum may be rounded up to 1 before the last token
    double enough = options.topP() < 1 ? options.topP() : Double.POSITIVE_INFINITY;
    double floor = options.minP() * probability[heap[0]];
    double kept = 0;
    int count = 0;
    // taken tokens gather behind the shrinking heap
    while (count < limit && probability[heap[0]] >= floor && (kept < enough || count == 0)) {
      kept += probability[heap[0]];
      count++;
      swap(0, --size);
      sink(0, probability);
      if (size == 0) {
        break;
      }
    }
    for (int i = 0; i < size; i++) {
      probability[heap[i]] = 0;
    }
    for (int i = 0; i < probability.length; i++) {
      probability[i] /= kept;
    }
  }

  private void heapify(double[] probability) {
    size = 0;
    for (int i = 0; i < probability.length; i++) {
      if (probability[i] > 0) {
        heap[size++] = i;
      }
    }
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(i, probability);
    }
  }

  private void sink(int start, double[] probability) {
    int parent = start;
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && before(heap[child + 1], heap[child], probability)) {
        child++;
      }
      if (!before(heap[child], heap[parent], probability)) {
        return;
      }
      swap(child, parent);
      parent = child;
    }
  }

  private static boolean before(int a, int b, double[] probability) {
    return probability[a] != probability[b] ? probability[a] > probability[b] : a < b;
  }

  private void swap(int i, int j) {
    int kept = heap[i];
    heap[i] = heap[j];
    heap[j] = kept;
  }
}
