/// The second backend: autograd, CUDA and an oracle for tests, on libtorch.
module dev.trefoil.torch {
  requires static transitive org.jspecify;
  requires transitive dev.trefoil;
  requires org.bytedeco.pytorch;
  requires org.bytedeco.javacpp;

  exports dev.trefoil.torch;
}
