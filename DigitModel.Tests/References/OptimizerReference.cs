namespace MlNetDigits.Tests.References;

/// <summary>One parameter under each optimizer, word for word after PyTorch's documentation, in <c>double</c>.</summary>
internal sealed class OptimizerReference(double weight)
{
    private double _first;
    private double _second;
    private int _steps;

    public double Weight { get; private set; } = weight;

    public void Sgd(double gradient, double rate, double momentum, double decay, bool nesterov)
    {
        gradient += decay * Weight;
        _first = (momentum * _first) + gradient;
        Weight -= rate * (nesterov ? gradient + (momentum * _first) : _first);
    }

    public void RmsProp(double gradient, double rate, double alpha, double epsilon, double decay)
    {
        gradient += decay * Weight;
        _first = (alpha * _first) + ((1 - alpha) * gradient * gradient);
        Weight -= rate * gradient / (Math.Sqrt(_first) + epsilon);
    }

    public void Adam(double gradient, double rate, double beta1, double beta2, double epsilon, double decay, double decoupledDecay)
    {
        _steps++;
        Weight -= rate * decoupledDecay * Weight;
        gradient += decay * Weight;
        _first = (beta1 * _first) + ((1 - beta1) * gradient);
        _second = (beta2 * _second) + ((1 - beta2) * gradient * gradient);
        double mean = _first / (1 - Math.Pow(beta1, _steps));
        double square = _second / (1 - Math.Pow(beta2, _steps));
        Weight -= rate * mean / (Math.Sqrt(square) + epsilon);
    }
}
