namespace DigitEngine.Network;

/// <summary>How wide the uniform random start of the weights is; biases start at 0 unless said otherwise.</summary>
public enum WeightInitialization
{
    /// <summary>±√(6 / inputs) before a rectifier, ±√(3 / inputs) elsewhere (He et al. 2015).</summary>
    He,

    /// <summary>±√(6 / (inputs + outputs)), as Keras starts (Glorot and Bengio 2010).</summary>
    Glorot,

    /// <summary>±√(1 / inputs), the biases too, as PyTorch starts.</summary>
    PyTorch,
}
