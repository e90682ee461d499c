package dev.trefoil.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchCursorTest {
  private final TokenCorpus corpus = Corpora.random(90, 20, 5);

  private BatchCursor cursor(DataPosition position) {
    return new BatchCursor(corpus, 3, 11, position);
  }

  @Test
  void fromAnyPositionTheSameBatchesFollow() {
    BatchCursor straight = cursor(DataPosition.start(32));
    for (int step = 0; step < 60; step++) { // crosses epochs
      Batch resumed = cursor(straight.position()).next();
      Batch expected = straight.next();
      assertThat(resumed.ids()).isEqualTo(expected.ids());
      assertThat(resumed.labels()).isEqualTo(expected.labels());
    }
    assertThat(straight.position().epoch()).isPositive();
  }

  @Test
  void aLabelIsTheNextTokenOfTheSameConversationWhereThatIsTrained() {
    BatchCursor cursor = cursor(DataPosition.start(32));
    int labelled = 0;
    for (int step = 0; step < 10; step++) {
      Batch batch = cursor.next();
      for (int i = 0; i < batch.tokens(); i++) {
        int label = batch.labels()[i];
        if (label >= 0) {
          assertThat(label).isEqualTo(batch.ids()[i] + 1);
          assertThat(corpus.trained(label / 100 - 1, label % 100)).isTrue();
          labelled++;
        }
      }
    }
    assertThat(labelled).isPositive();
  }

  @Test
  void anEpochAsksForEveryTrainedTokenOnce() {
    int labelled = 0;
    for (Batch batch : BatchCursor.once(corpus, 3, 32, Long.MAX_VALUE)) {
      labelled += batch.labelled();
    }
    assertThat(labelled).isEqualTo(corpus.trainedTokens());
  }

  @Test
  void longerConversationsAreCutToTheRow() {
    BatchCursor cursor = cursor(DataPosition.start(8));
    assertThat(cursor.next().ids()).hasSize(24);
  }

  @Test
  void anotherRowLengthGoesOnAtAboutTheSamePlace() {
    assertThat(new DataPosition(2, 100, 512).withRowTokens(1024))
        .isEqualTo(new DataPosition(2, 50, 1024));
  }

  @Test
  void anEmptyCorpusIsRefused() {
    TokenCorpus empty = new TokenCorpus.Builder().build();
    assertThatThrownBy(() -> new BatchCursor(empty, 1, 1, DataPosition.start(8)))
        .isInstanceOf(DataException.class);
    assertThat(List.of(empty.conversations(), empty.tokens())).containsExactly(0, 0);
  }
}
