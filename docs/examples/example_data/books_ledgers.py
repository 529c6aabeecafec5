"""Green fund, shared costs, key results and pipeline of the example alliance; all invented."""

CONTRIBUTIONS = """\
contribution_id,member_id,date,amount,currency,kind,evidence
k01,baelthav,2022-05-02,200000,DKK,cash,v-1001
k02,kanalklit,2022-05-16,120000,DKK,cash,v-1002
k03,nattergal,2022-06-01,80000,DKK,cash,v-1003
k04,baelthav,2023-04-03,200000,DKK,cash,v-1101
k05,kanalklit,2023-04-24,120000,DKK,cash,v-1102
k06,nattergal,2023-05-02,80000,DKK,cash,v-1103
k07,midtsund,2023-06-15,14000,EUR,cash,v-1104
k08,oeresaltfond,2023-09-01,150000,DKK,cash,v-1105
k09,baelthav,2024-04-02,210000,DKK,cash,v-1201
k10,kanalklit,2024-04-22,95000,DKK,cash,v-1202
k11,nattergal,2024-05-02,80000,DKK,cash,v-1203
k12,midtsund,2024-06-14,14000,EUR,cash,v-1204
k13,groenspaet,2024-08-19,36500.50,DKK,in_kind,Lamps at agreed worth
k14,baelthav,2025-04-01,210000,DKK,cash,v-1301
k15,kanalklit,2025-04-22,120000,DKK,cash,v-1302
k16,midtsund,2025-06-13,15000,EUR,cash,v-1303
k17,kobbertag,2025-09-08,40000,DKK,in_kind,Hours of the line producer
"""
INITIATIVES = """\
initiative_id,name,start,budget,currency,status,expected_tco2e,verified_tco2e,verified_on,method,evidence
kit,Grid connection kit and batteries,2022-09-01,900000,DKK,completed,60,41.5,2025-02-28,Meters against logbooks,kit.pdf
store,Shared store for costume and sets,2023-10-02,480000,DKK,running,35,,,,
trains,Travel desk for trains,2024-02-01,40000,EUR,running,18.25,6.4,2025-11-14,Tickets against old flights,trains.pdf
lamps,Lamps for lighting crews,2024-09-02,250000,DKK,running,12,,,,
school,Courses for heads of department,2025-09-01,300000,DKK,planned,,,,,
wave,Wave power for locations,2023-05-01,650000,DKK,cancelled,90,,,,
"""
ALLOCATIONS = """\
allocation_id,contribution_id,initiative_id,date,amount,currency
t01,k01,kit,2022-09-01,200000,DKK
t02,k02,kit,2022-09-01,120000,DKK
t03,k03,kit,2022-09-15,80000,DKK
t04,k04,kit,2023-09-20,150000,DKK
t05,k05,store,2023-10-02,120000,DKK
t06,k06,store,2023-10-02,80000,DKK
t07,k07,trains,2024-02-01,14000,EUR
t08,k08,store,2023-11-01,150000,DKK
t09,k09,trains,2024-04-15,110000,DKK
t10,k10,lamps,2024-09-02,95000,DKK
t11,k13,lamps,2024-09-02,36500.50,DKK
t12,k14,school,2025-09-01,90000,DKK
t13,k17,school,2025-09-08,40000,DKK
"""

FUNDING = """\
cost_id,party,basis,value,total,currency,outside,period_start,period_end,evidence
secretariat,oeresaltfond,fixed,150000,640000.01,DKK,,2024-01-01,2024-12-31,Agreement of 2023
secretariat,midtsund,percent,12.5,,DKK,,,,
secretariat,baelthav,equal,,,DKK,,,,
secretariat,kanalklit,equal,,,DKK,,,,
secretariat,nattergal,equal,,,DKK,,,,
handbook,groenspaet,budget_share,31900000,180000,DKK,,2025-01-01,2025-06-30,
handbook,kobbertag,budget_share,80000000,,DKK,,,,
handbook,maagereden,budget_share,89500000,,DKK,,,,
handbook,Vigen Kommune,fixed,45000,,DKK,yes,,,Letter of support
study,oeresaltfond,equal,,25000,EUR,,2022-03-01,2023-02-28,
study,midtsund,equal,,,EUR,,,,
study,Alsmark Højskole,equal,,,EUR,yes,,,
"""

KEY_RESULTS = """\
result_id,name,unit,period_start,period_end,target,actual,cost,currency,evidence
measured,Productions measured,count,2022-01-01,2022-12-31,8,7,,,
measured,Productions measured,count,2023-01-01,2023-12-31,8,7,,,
measured,Productions measured,count,2024-01-01,2024-12-31,9,9,,,
measured,Productions measured,count,2025-01-01,2025-12-31,12,12,,,lines/
trained,People trained,count,2023-01-01,2023-12-31,60,48,96000,DKK,
trained,People trained,count,2024-01-01,2024-12-31,80,91,127400,DKK,
trained,People trained,count,2025-01-01,2025-12-31,80,86,16100,EUR,
visits,Visits on set,count,2024-01-01,2024-12-31,10,10,22000,DKK,
visits,Visits on set,count,2025-01-01,2025-12-31,12,9,19800,DKK,
partners,Partners,count,,,,17,,,
grid,Shooting days on grid,share,2025-01-01,2025-12-31,0.6,,,,
"""
PIPELINE = """\
pipeline_id,item_id,step,stage,entered,left
initiatives,kit,1,idea,2022-02-01,
initiatives,kit,2,concept,2022-04-19,
initiatives,kit,3,partner,2022-08-15,
initiatives,store,1,idea,2022-11-07,
initiatives,store,2,concept,2023-03-13,
initiatives,store,3,partner,2023-09-18,
initiatives,trains,1,idea,2023-06-05,
initiatives,trains,2,concept,2023-10-30,
initiatives,trains,3,partner,2024-01-22,
initiatives,wave,1,idea,2022-05-23,
initiatives,wave,2,concept,2023-02-06,2024-01-15
initiatives,lamps,1,idea,2024-01-29,
initiatives,lamps,2,concept,2024-05-13,
initiatives,school,1,idea,2025-02-10,
initiatives,school,2,concept,2025-06-16,
initiatives,cargo,1,idea,2024-10-07,2025-03-31
initiatives,reuse,1,idea,2025-10-20,
"""
