namespace DigitPictures.Formats;

/// <summary>
/// One scan of a JPEG: some coefficients, or some of their bits, of some components. Components that aren't wanted are decoded
/// only as far as needed to skip them.
/// </summary>
internal sealed class JpegScan
{
    private const int MaxBlocksInUnit = 10;

    private readonly PictureFile _file;
    private readonly JpegFrame _frame;
    private readonly JpegTables _tables;
    private readonly JpegComponent[] _components;
    private readonly JpegHuffmanTable?[] _dc;
    private readonly JpegHuffmanTable?[] _ac;
    private readonly int[] _predictions;
    private readonly int _first;
    private readonly int _last;
    private readonly int _knownTo;
    private readonly int _bit;

    // How many of the next blocks have no coefficients in this scan.
    private int _emptyBlocks;

    /// <summary>Reads the scan's header.</summary>
    public JpegScan(PictureFile file, JpegFrame frame, JpegTables tables, ReadOnlySpan<byte> header)
    {
        _file = file;
        _frame = frame;
        _tables = tables;
        if (header.IsEmpty || header[0] is < 1 or > 4 || header.Length != 4 + (2 * header[0]))
        {
            throw Bad("an invalid length");
        }

        int count = header[0];
        _components = new JpegComponent[count];
        _dc = new JpegHuffmanTable[count];
        _ac = new JpegHuffmanTable[count];
        _predictions = new int[count];
        ReadOnlySpan<byte> end = header[^3..];
        (_first, _last, _knownTo, _bit) = frame.IsProgressive ? (end[0], end[1], end[2] >> 4, end[2] & 15) : (0, 63, 0, 0);
        bool isRange = _first == 0 ? _last is 0 || !frame.IsProgressive : _last >= _first && _last <= 63 && count == 1;
        if (!isRange || _bit > 13 || (_knownTo != 0 && _bit != _knownTo - 1))
        {
            throw Bad("invalid coefficients");
        }

        for (int i = 0; i < count; i++)
        {
            int id = header[1 + (2 * i)];
            (int dcTable, int acTable) = (header[2 + (2 * i)] >> 4, header[2 + (2 * i)] & 15);
            _components[i] = Array.Find(frame.Components, component => component.Id == id) ?? throw Bad("invalid components");
            if (Array.IndexOf(_components, _components[i]) != i || dcTable >= JpegTables.Count || acTable >= JpegTables.Count)
            {
                throw Bad("invalid components");
            }

            Prepare(i, dcTable, acTable);
        }

        if (count > 1 && _components.Sum(component => component.Across * component.Down) > MaxBlocksInUnit)
        {
            throw Bad("invalid sampling");
        }
    }

    /// <summary>Decodes the scan.</summary>
    /// <param name="position">The offset of the scan in the file.</param>
    /// <param name="restartInterval">The number of units between restarts, 0 for none.</param>
    /// <returns>Where to look for the next marker.</returns>
    public int Decode(int position, int restartInterval)
    {
        if (!_components.Any(component => component.IsWanted))
        {
            return position;
        }

        JpegBits bits = new(_file, position);
        Span<int> block = stackalloc int[JpegComponent.BlockLength];
        bool isInterleaved = _components.Length > 1;
        JpegComponent only = _components[0];
        int unitsAcross = isInterleaved ? _frame.UnitsAcross : only.BlocksAcross;
        int unitsDown = isInterleaved ? _frame.UnitsDown : only.BlocksDown;
        int untilRestart = restartInterval;
        int restart = 0;
        for (int unitY = 0; unitY < unitsDown; unitY++)
        {
            for (int unitX = 0; unitX < unitsAcross; unitX++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    bits.Restart(restart);
                    restart = (restart + 1) & 7;
                    untilRestart = restartInterval - 1;
                    _predictions.AsSpan().Clear();
                    _emptyBlocks = 0;
                }

                if (isInterleaved)
                {
                    DecodeUnit(ref bits, block, unitX, unitY);
                }
                else
                {
                    DecodeBlock(ref bits, block, 0, unitX, unitY);
                }

                bits.Check();
            }
        }

        return bits.Position;
    }

    // Finds the tables, and checks that the scan refines what is known. This bounds the number of scans over a block.
    private void Prepare(int index, int dcTable, int acTable)
    {
        JpegComponent component = _components[index];
        int expected = _knownTo == 0 ? -1 : _knownTo;
        foreach (ref sbyte known in component.KnownTo.AsSpan(_first, _last - _first + 1))
        {
            if (known != expected)
            {
                throw _file.Problem("the JPEG's scans are not in order: the file is damaged");
            }

            known = (sbyte)_bit;
        }

        component.Quantization ??= component.IsWanted ? _tables.Quantization(component.Table) : null;
        if (_first == 0 && _knownTo == 0)
        {
            _dc[index] = _tables.Dc(dcTable);
        }

        if (_last > 0)
        {
            _ac[index] = _tables.Ac(acTable);
        }
    }

    private void DecodeUnit(ref JpegBits bits, scoped Span<int> block, int unitX, int unitY)
    {
        for (int i = 0; i < _components.Length; i++)
        {
            JpegComponent component = _components[i];
            for (int y = 0; y < component.Down; y++)
            {
                for (int x = 0; x < component.Across; x++)
                {
                    DecodeBlock(ref bits, block, i, (unitX * component.Across) + x, (unitY * component.Down) + y);
                }
            }
        }
    }

    private void DecodeBlock(ref JpegBits bits, scoped Span<int> block, int index, int x, int y)
    {
        JpegComponent component = _components[index];
        if (!_frame.IsProgressive)
        {
            if (component.IsWanted)
            {
                block.Clear();
                DecodeWhole(ref bits, block, index);
                component.Store(block, x, y);
            }
            else
            {
                PassOver(ref bits, index);
            }

            return;
        }

        int start = ((y * component.PaddedBlocksAcross) + x) * JpegComponent.BlockLength;
        Span<short> coefficients = component.IsWanted ? component.Coefficients.AsSpan(start, JpegComponent.BlockLength) : [];
        if (_first == 0)
        {
            DecodeDc(ref bits, coefficients, index);
        }
        else if (_knownTo == 0)
        {
            DecodeFirstAc(ref bits, coefficients);
        }
        else
        {
            RefineAc(ref bits, coefficients);
        }
    }

    private int NextDc(ref JpegBits bits, int index) =>
        _predictions[index] += bits.ReadSigned(bits.ReadSymbol(_dc[index]!));

    private void DecodeWhole(ref JpegBits bits, scoped Span<int> block, int index)
    {
        ReadOnlySpan<byte> zigzag = JpegTables.Zigzag;
        JpegHuffmanTable table = _ac[index]!;
        block[0] = NextDc(ref bits, index);
        for (int k = 1; k < JpegComponent.BlockLength; k++)
        {
            int symbol = bits.ReadSymbol(table);
            (int zeros, int size) = (symbol >> 4, symbol & 15);
            if (size == 0 && zeros != 15)
            {
                return;
            }

            k += zeros;
            if (k >= JpegComponent.BlockLength)
            {
                throw TooMany();
            }

            if (size > 0)
            {
                block[zigzag[k]] = bits.ReadSigned(size);
            }
        }
    }

    private void PassOver(ref JpegBits bits, int index)
    {
        JpegHuffmanTable table = _ac[index]!;
        bits.ReadBits(bits.ReadSymbol(_dc[index]!));
        for (int k = 1; k < JpegComponent.BlockLength; k++)
        {
            int symbol = bits.ReadSymbol(table);
            (int zeros, int size) = (symbol >> 4, symbol & 15);
            if (size == 0 && zeros != 15)
            {
                return;
            }

            k += zeros;
            if (k >= JpegComponent.BlockLength)
            {
                throw TooMany();
            }

            bits.ReadBits(size);
        }
    }

    private void DecodeDc(ref JpegBits bits, scoped Span<short> coefficients, int index)
    {
        int value = _knownTo == 0 ? NextDc(ref bits, index) << _bit : bits.ReadBits(1) << _bit;
        if (!coefficients.IsEmpty)
        {
            coefficients[0] |= (short)value;
        }
    }

    private void DecodeFirstAc(ref JpegBits bits, scoped Span<short> coefficients)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }

        for (int k = _first; k <= _last; k++)
        {
            int symbol = bits.ReadSymbol(_ac[0]!);
            (int zeros, int size) = (symbol >> 4, symbol & 15);
            if (size == 0 && zeros != 15)
            {
                _emptyBlocks = (1 << zeros) - 1 + bits.ReadBits(zeros);
                return;
            }

            k += zeros;
            if (k > _last)
            {
                throw TooMany();
            }

            if (size > 0)
            {
                coefficients[JpegTables.Zigzag[k]] = (short)(bits.ReadSigned(size) << _bit);
            }
        }
    }

    private void RefineAc(ref JpegBits bits, scoped Span<short> coefficients)
    {
        int k = _first;
        while (_emptyBlocks == 0 && k <= _last)
        {
            int symbol = bits.ReadSymbol(_ac[0]!);
            (int zeros, int size) = (symbol >> 4, symbol & 15);
            int value = 0;
            if (size > 0)
            {
                if (size != 1)
                {
                    throw _file.Problem("the JPEG refines a coefficient by more than a bit: the file is damaged");
                }

                value = bits.ReadBits(1) == 1 ? 1 << _bit : -1 << _bit;
            }
            else if (zeros != 15)
            {
                // This block counts as the first of them.
                _emptyBlocks = (1 << zeros) + bits.ReadBits(zeros);
                break;
            }

            k = RefineUntil(ref bits, coefficients, k, zeros);
            if (k <= _last && value != 0)
            {
                coefficients[JpegTables.Zigzag[k]] = (short)value;
            }
            else if (value != 0)
            {
                throw TooMany();
            }

            k++;
        }

        if (_emptyBlocks > 0)
        {
            RefineUntil(ref bits, coefficients, k, int.MaxValue);
            _emptyBlocks--;
        }
    }

    // Refines the coefficients that are not zero, until the given number of zeros have passed. Returns the position of the next zero.
    private int RefineUntil(ref JpegBits bits, scoped Span<short> coefficients, int start, int zeros)
    {
        ReadOnlySpan<byte> zigzag = JpegTables.Zigzag;
        int bit = 1 << _bit;
        int k = start;
        for (; k <= _last; k++)
        {
            ref short coefficient = ref coefficients[zigzag[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }
            }
            else if (bits.ReadBits(1) == 1 && (coefficient & bit) == 0)
            {
                coefficient += (short)(coefficient > 0 ? bit : -bit);
            }
        }

        return k;
    }

    private PictureFormatException TooMany() =>
        _file.Problem("the JPEG has a block of more than 64 coefficients: the file is damaged");

    private PictureFormatException Bad(string what) => _file.Problem($"the JPEG has a scan with {what}: the file is damaged");
}
