namespace DigitEngine.Kernels;

/// <summary>Sums and rectifiers over runs of floats.</summary>
internal static unsafe class Elementwise
{
    /// <summary>sum[i] += values[i].</summary>
    public static void Add<TLanes>(float* values, float* sum, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(TLanes.Add(TLanes.Load(sum + i), TLanes.Load(values + i)), sum + i);
        }

        for (; i < count; i++)
        {
            sum[i] += values[i];
        }
    }

    /// <summary>result[i] = max(0, values[i]); the two may be the same memory.</summary>
    public static void Relu<TLanes>(float* values, float* result, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(TLanes.Max(TLanes.Zero, TLanes.Load(values + i)), result + i);
        }

        for (; i < count; i++)
        {
            Lanes1.Store(Lanes1.Max(Lanes1.Zero, Lanes1.Load(values + i)), result + i);
        }
    }

    /// <summary>result[i] = gradient[i] where output[i] is above zero, and 0 elsewhere; the memory may be the same.</summary>
    public static void ReluGradient<TLanes>(float* output, float* gradient, float* result, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(TLanes.WherePositive(TLanes.Load(output + i), TLanes.Load(gradient + i)), result + i);
        }

        for (; i < count; i++)
        {
            result[i] = output[i] > 0 ? gradient[i] : 0;
        }
    }
}
