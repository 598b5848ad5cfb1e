namespace DigitEngine.Kernels;

/// <summary>Sums and rectifiers over runs of floats.</summary>
internal static unsafe class Elementwise
{
    /// <summary>sum[i] += values[i].</summary>
    public static void Add<TSimd>(float* values, float* sum, int count)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(TSimd.Add(TSimd.Load(sum + i), TSimd.Load(values + i)), sum + i);
        }

        for (; i < count; i++)
        {
            sum[i] += values[i];
        }
    }

    /// <summary>result[i] = max(0, values[i]); the two may be the same memory.</summary>
    public static void Relu<TSimd>(float* values, float* result, int count)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(TSimd.Max(TSimd.Zero, TSimd.Load(values + i)), result + i);
        }

        for (; i < count; i++)
        {
            SimdScalar.Store(SimdScalar.Max(SimdScalar.Zero, SimdScalar.Load(values + i)), result + i);
        }
    }

    /// <summary>result[i] = gradient[i] where output[i] is above zero, and 0 elsewhere; all may be the same memory.</summary>
    public static void ReluGradient<TSimd>(float* output, float* gradient, float* result, int count)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(TSimd.WherePositive(TSimd.Load(output + i), TSimd.Load(gradient + i)), result + i);
        }

        for (; i < count; i++)
        {
            result[i] = output[i] > 0 ? gradient[i] : 0;
        }
    }
}
