namespace DigitPictures.Normalization;

/// <summary>The surface c0 + c1 x + c2 y + c3 x² + c4 xy + c5 y², with x and y from -1 to 1 over a grid of cells.</summary>
internal readonly struct QuadraticSurface
{
    private const int Terms = 6;
    private const int Rounds = 8;

    private readonly double[] _coefficients;
    private readonly int _columns;
    private readonly int _rows;

    private QuadraticSurface(double[] coefficients, int columns, int rows)
    {
        _coefficients = coefficients;
        _columns = columns;
        _rows = rows;
    }

    /// <summary>
    /// Fits a surface to cells of which some are much too dark, by iteratively reweighted least squares: the further a cell is
    /// below the surface, the less it counts in the next round.
    /// </summary>
    public static QuadraticSurface Fit(ReadOnlySpan<float> cells, int columns, int rows)
    {
        QuadraticSurface surface = new(new double[Terms], columns, rows);
        double[] weights = new double[cells.Length];
        Array.Fill(weights, 1);
        double[] below = new double[cells.Length];
        for (int round = 0; round < Rounds; round++)
        {
            surface.Solve(cells, weights);
            for (int i = 0; i < cells.Length; i++)
            {
                below[i] = Math.Abs(cells[i] - surface.At(i % columns, i / columns));
            }

            Array.Sort(below);
            double scale = Math.Max(1, 1.5 * below[below.Length / 2]);
            for (int i = 0; i < cells.Length; i++)
            {
                double difference = (cells[i] - surface.At(i % columns, i / columns)) / scale;
                double distance = difference < 0 ? difference * difference : difference * difference / 16;
                weights[i] = 1 / ((1 + distance) * (1 + distance));
            }
        }

        return surface;
    }

    /// <summary>The value at the centre of a cell.</summary>
    public float At(int column, int row)
    {
        Span<double> terms = stackalloc double[Terms];
        Fill(terms, column, row);
        double value = 0;
        for (int i = 0; i < Terms; i++)
        {
            value += terms[i] * _coefficients[i];
        }

        return (float)value;
    }

    private void Fill(Span<double> terms, int column, int row)
    {
        double x = _columns > 1 ? (2.0 * column / (_columns - 1)) - 1 : 0;
        double y = _rows > 1 ? (2.0 * row / (_rows - 1)) - 1 : 0;
        terms[0] = 1;
        terms[1] = x;
        terms[2] = y;
        terms[3] = x * x;
        terms[4] = x * y;
        terms[5] = y * y;
    }

    /// <summary>Solves the normal equations by Cholesky decomposition, with a small ridge for grids one cell wide.</summary>
    private void Solve(ReadOnlySpan<float> cells, double[] weights)
    {
        Span<double> matrix = stackalloc double[Terms * Terms];
        Span<double> right = stackalloc double[Terms];
        Span<double> terms = stackalloc double[Terms];
        matrix.Clear();
        right.Clear();
        for (int cell = 0; cell < cells.Length; cell++)
        {
            Fill(terms, cell % _columns, cell / _columns);
            for (int i = 0; i < Terms; i++)
            {
                double weighted = weights[cell] * terms[i];
                right[i] += weighted * cells[cell];
                for (int j = 0; j <= i; j++)
                {
                    matrix[(i * Terms) + j] += weighted * terms[j];
                }
            }
        }

        double ridge = 1e-4 * matrix[0];
        for (int i = 1; i < Terms; i++)
        {
            matrix[(i * Terms) + i] += ridge;
        }

        for (int i = 0; i < Terms; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * Terms) + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= matrix[(i * Terms) + k] * matrix[(j * Terms) + k];
                }

                matrix[(i * Terms) + j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / matrix[(j * Terms) + j];
            }
        }

        for (int i = 0; i < Terms; i++)
        {
            double sum = right[i];
            for (int k = 0; k < i; k++)
            {
                sum -= matrix[(i * Terms) + k] * right[k];
            }

            right[i] = sum / matrix[(i * Terms) + i];
        }

        for (int i = Terms - 1; i >= 0; i--)
        {
            double sum = right[i];
            for (int k = i + 1; k < Terms; k++)
            {
                sum -= matrix[(k * Terms) + i] * _coefficients[k];
            }

            _coefficients[i] = sum / matrix[(i * Terms) + i];
        }
    }
}
