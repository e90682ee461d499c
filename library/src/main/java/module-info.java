/// Lossless speculative decoding on the JVM: all that decoding on a CPU needs.
module dev.trefoil {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;
  requires org.bytedeco.dnnl;
  requires org.bytedeco.javacpp;
  requires ai.djl.tokenizers;
  requires tools.jackson.databind;
  requires java.net.http;
  requires jdk.jfr;

  exports dev.trefoil.bench;
  exports dev.trefoil.bench.draft;
  exports dev.trefoil.bench.report;
  exports dev.trefoil.bench.prove;
  exports dev.trefoil.bench.result;
  exports dev.trefoil.bench.run;
  exports dev.trefoil.bench.specbench;
  exports dev.trefoil.checkpoint;
  exports dev.trefoil.compute.cpu;
  exports dev.trefoil.compute;
  exports dev.trefoil.decoding;
  exports dev.trefoil.decoding.acceptance;
  exports dev.trefoil.decoding.sampling;
  exports dev.trefoil.drafter.clover;
  exports dev.trefoil.drafter.clover2;
  exports dev.trefoil.drafter.draftmodel;
  exports dev.trefoil.drafter.eagle;
  exports dev.trefoil.drafter.hydra;
  exports dev.trefoil.drafter.lookahead;
  exports dev.trefoil.drafter.medusa;
  exports dev.trefoil.drafter.promptlookup;
  exports dev.trefoil.drafter.recurrent;
  exports dev.trefoil.drafter.recycling;
  exports dev.trefoil.drafter.rest;
  exports dev.trefoil.drafter.sorted;
  exports dev.trefoil.drafter.suffixautomaton;
  exports dev.trefoil.drafter.vocabulary;
  exports dev.trefoil.engine;
  exports dev.trefoil.model;
  exports dev.trefoil.nn;
  exports dev.trefoil.text;
}
