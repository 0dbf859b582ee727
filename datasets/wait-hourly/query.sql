-- One row a day, hour and counter. 支援窗口 is true on tickets drawn while a backup window was open.
SELECT
  取號日期 AS 統計日期,
  取號時段 AS 時段,
  櫃檯別,
  COUNT(*) AS 取號張數,
  ROUND(AVG(CAST(前方等候人數 AS DOUBLE)), 1) AS 平均等候人數,
  ROUND(AVG(CAST(等候分鐘 AS DOUBLE)), 1) AS 平均等候分鐘,
  MAX(支援窗口) AS 啟動備援
FROM waiting_tickets
GROUP BY 取號日期, 取號時段, 櫃檯別
ORDER BY 統計日期, 時段, 櫃檯別
