package dev.trefoil.training.data;

import java.util.ArrayList;
import java.util.List;

/// Endless batches over a corpus, epoch after epoch, from any position.
///
/// The position alone decides what follows, so it is all that a checkpoint stores of the data.
/// Mutable; owned by the training thread.
public final class BatchCursor {
  private final TokenCorpus corpus;
  private final RowPacker packer;
  private final int batchRows;
  private final int rowTokens;
  private int epoch;
  private int row;
  private List<int[]> rows;

  public BatchCursor(TokenCorpus corpus, int batchRows, long seed, DataPosition position) {
    if (corpus.conversations() == 0) {
      throw new DataException("no conversation is left to train on; check the data file");
    }
    this.corpus = corpus;
    this.packer = new RowPacker(corpus, position.rowTokens(), seed);
    this.batchRows = batchRows;
    this.rowTokens = position.rowTokens();
    this.epoch = position.epoch();
    this.row = position.row();
    this.rows = packer.rows(epoch);
  }

  /// The next batch; its rows may span two epochs.
  public Batch next() {
    List<int[]> chosen = new ArrayList<>(batchRows);
    for (int i = 0; i < batchRows; i++) {
      while (row >= rows.size()) {
        epoch++;
        row = 0;
        rows = packer.rows(epoch);
      }
      chosen.add(rows.get(row++));
    }
    return Batch.of(corpus, chosen, rowTokens);
  }

  /// The position after the last batch.
  public DataPosition position() {
    return new DataPosition(epoch, row, rowTokens);
  }

  /// Progress through the data in epochs.
  public double epochs() {
    return epoch + (double) row / rows.size();
  }

  /// Rows of the present epoch.
  public int rowsPerEpoch() {
    return rows.size();
  }

  /// One pass over a corpus in a fixed order, for validation: at most `maxTokens` tokens, padding
  /// included, and at least one batch.
  public static List<Batch> once(TokenCorpus corpus, int batchRows, int rowTokens, long maxTokens) {
    List<int[]> rows = new RowPacker(corpus, rowTokens, 0).rows(0);
    List<Batch> batches = new ArrayList<>();
    long tokens = 0;
    for (int from = 0; from < rows.size(); from += batchRows) {
      List<int[]> chosen = rows.subList(from, Math.min(rows.size(), from + batchRows));
      Batch batch = Batch.of(corpus, chosen, rowTokens);
      tokens += batch.tokens();
      if (!batches.isEmpty() && tokens > maxTokens) {
        break;
      }
      batches.add(batch);
    }
    return batches;
  }
}
