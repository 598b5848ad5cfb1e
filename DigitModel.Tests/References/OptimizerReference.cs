namespace DigitModel.Tests.References;

/// <summary>One parameter under each optimizer, word for word after PyTorch's documentation, in <c>double</c>.</summary>
internal sealed class OptimizerReference(double weight)
{
    private double first;
    private double second;
    private int steps;

    public double Weight { get; private set; } = weight;

    public void Sgd(double gradient, double rate, double momentum, double decay, bool nesterov)
    {
        gradient += decay * Weight;
        first = (momentum * first) + gradient;
        Weight -= rate * (nesterov ? gradient + (momentum * first) : first);
    }

    public void RmsProp(double gradient, double rate, double alpha, double epsilon, double decay)
    {
        gradient += decay * Weight;
        first = (alpha * first) + ((1 - alpha) * gradient * gradient);
        Weight -= rate * gradient / (Math.Sqrt(first) + epsilon);
    }

    public void Adam(double gradient, double rate, double beta1, double beta2, double epsilon, double decay, double decoupledDecay)
    {
        steps++;
        Weight -= rate * decoupledDecay * Weight;
        gradient += decay * Weight;
        first = (beta1 * first) + ((1 - beta1) * gradient);
        second = (beta2 * second) + ((1 - beta2) * gradient * gradient);
        double mean = first / (1 - Math.Pow(beta1, steps));
        double square = second / (1 - Math.Pow(beta2, steps));
        Weight -= rate * mean / (Math.Sqrt(square) + epsilon);
    }
}
