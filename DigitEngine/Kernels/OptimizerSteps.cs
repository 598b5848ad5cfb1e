namespace DigitEngine.Kernels;

/// <summary>One step of each optimizer over a run of parameters, with the definitions of PyTorch's documentation.</summary>
internal static unsafe class OptimizerSteps
{
    /// <summary>
    /// velocity = momentum · velocity + g; w −= rate · velocity (or rate · (g + momentum · velocity) with Nesterov), where
    /// g = gradient + decay · w.
    /// </summary>
    public static void Sgd<TLanes>(
        float* weights, float* gradient, float* velocity, int count, float rate, float momentum, float decay, bool nesterov)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            SgdLanes<TLanes>(weights + i, gradient + i, velocity + i, rate, momentum, decay, nesterov);
        }

        for (; i < count; i++)
        {
            SgdLanes<Lanes1>(weights + i, gradient + i, velocity + i, rate, momentum, decay, nesterov);
        }
    }

    /// <summary>square = alpha · square + (1 − alpha) · g²; w −= rate · g / (√square + epsilon), g = gradient + decay · w.</summary>
    public static void RmsProp<TLanes>(
        float* weights, float* gradient, float* square, int count, float rate, float alpha, float epsilon, float decay)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            RmsPropLanes<TLanes>(weights + i, gradient + i, square + i, rate, alpha, epsilon, decay);
        }

        for (; i < count; i++)
        {
            RmsPropLanes<Lanes1>(weights + i, gradient + i, square + i, rate, alpha, epsilon, decay);
        }
    }

    /// <summary>
    /// Adam (Kingma and Ba 2015). The factors hold the corrections for the start; decay is added to the gradient, and shrink
    /// multiplies the weights apart from it (Loshchilov and Hutter 2019).
    /// </summary>
    public static void Adam<TLanes>(
        float* weights, float* gradient, float* mean, float* square, int count, in AdamFactors factors)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            AdamLanes<TLanes>(weights + i, gradient + i, mean + i, square + i, factors);
        }

        for (; i < count; i++)
        {
            AdamLanes<Lanes1>(weights + i, gradient + i, mean + i, square + i, factors);
        }
    }

    private static void SgdLanes<TLanes>(
        float* weights, float* gradient, float* velocity, float rate, float momentum, float decay, bool nesterov)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes w = TLanes.Load(weights);
        TLanes g = TLanes.MultiplyAdd(TLanes.Broadcast(decay), w, TLanes.Load(gradient));
        TLanes v = TLanes.MultiplyAdd(TLanes.Broadcast(momentum), TLanes.Load(velocity), g);
        TLanes step = nesterov ? TLanes.MultiplyAdd(TLanes.Broadcast(momentum), v, g) : v;
        TLanes.Store(v, velocity);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-rate), step, w), weights);
    }

    private static void RmsPropLanes<TLanes>(
        float* weights, float* gradient, float* square, float rate, float alpha, float epsilon, float decay)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes w = TLanes.Load(weights);
        TLanes g = TLanes.MultiplyAdd(TLanes.Broadcast(decay), w, TLanes.Load(gradient));
        TLanes old = TLanes.Multiply(TLanes.Broadcast(alpha), TLanes.Load(square));
        TLanes s = TLanes.MultiplyAdd(TLanes.Multiply(TLanes.Broadcast(1 - alpha), g), g, old);
        TLanes root = TLanes.Add(TLanes.SquareRoot(s), TLanes.Broadcast(epsilon));
        TLanes.Store(s, square);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-rate), TLanes.Divide(g, root), w), weights);
    }

    private static void AdamLanes<TLanes>(float* weights, float* gradient, float* mean, float* square, in AdamFactors factors)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes w = TLanes.Load(weights);
        TLanes g = TLanes.MultiplyAdd(TLanes.Broadcast(factors.Decay), w, TLanes.Load(gradient));
        TLanes oldMean = TLanes.Multiply(TLanes.Broadcast(factors.Beta1), TLanes.Load(mean));
        TLanes m = TLanes.MultiplyAdd(TLanes.Broadcast(1 - factors.Beta1), g, oldMean);
        TLanes oldSquare = TLanes.Multiply(TLanes.Broadcast(factors.Beta2), TLanes.Load(square));
        TLanes s = TLanes.MultiplyAdd(TLanes.Multiply(TLanes.Broadcast(1 - factors.Beta2), g), g, oldSquare);
        TLanes root = TLanes.Add(TLanes.SquareRoot(s), TLanes.Broadcast(factors.Epsilon));
        TLanes.Store(m, mean);
        TLanes.Store(s, square);
        TLanes shrunk = TLanes.Multiply(TLanes.Broadcast(factors.Shrink), w);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-factors.Rate), TLanes.Divide(m, root), shrunk), weights);
    }
}
